import { defineConfig } from 'vitest/config'

// A browser on a real runtime; tests/e2e starts the runtime and runs this with SINTERFLOW_LINK.
export default defineConfig({
  test: { include: ['e2e/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
})
