# What a change goes through; `just` alone lists this.

# List the recipes
default:
    @just --list

# All that is checked before a change is taken
check:
    .ci/run

# Run the tests
test:
    cargo test

# Format
fmt:
    cargo fmt

# Lint
lint:
    cargo clippy --all-targets -- -D warnings

# Write blessed outputs anew; read the difference before committing it
bless:
    CLAIMLINT_BLESS=1 cargo test

# Time a start and a small story, twenty runs
start:
    cargo build --release
    time sh -c 'for run in $(seq 20); do target/release/claimlint check --exit-zero --format counts examples/bridge/bridge.yaml > /dev/null; done'

# Time claims in bulk, beside other programs where a folder with such a measurement is given or lies in ../shared/bench
bench *FOLDER:
    benches/run {{FOLDER}}
