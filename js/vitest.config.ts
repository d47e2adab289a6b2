import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: { ws: fileURLToPath(new URL("src/node/no-websocket.ts", import.meta.url)) },
  },
  test: {
    // A guard against a hang, not a limit on how slow a test may be.
    testTimeout: 60_000,
    // A test left focused would silence all others.
    allowOnly: false,
    environment: "node",
    include: ["tests/**/*.test.ts"],
    restoreMocks: true,
  },
});
