# claimlint in an image: docker build -t claimlint . && docker run --rm -v "$PWD:/desk:ro" claimlint check
FROM rust:1.88-slim AS build
WORKDIR /build
COPY . .
RUN cargo install --locked --path . --root /out

FROM debian:bookworm-slim
COPY --from=build /out/bin/claimlint /usr/local/bin/claimlint
# Drafts are read, never written: no rights are needed but those to read the folder that is mounted.
USER nobody
WORKDIR /desk
ENTRYPOINT ["claimlint"]
CMD ["check"]
