import { defineConfig } from 'vitest/config'

// Takes the pictures of docs/ from a running demonstration plant; tests/e2e/pictures.py starts it.
export default defineConfig({
  test: { include: ['e2e/**/*.pictures.ts'], environment: 'node', testTimeout: 120_000, hookTimeout: 30_000, fileParallelism: false },
})
