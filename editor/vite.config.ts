import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Relative, so that the page also works behind a reverse proxy that serves it under a path.
  base: './',
  plugins: [react()],
  // Chrome 109 is the last one for Windows 7, which plant PCs still run.
  build: { target: 'chrome109', chunkSizeWarningLimit: 1500 },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8480', ws: true } } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
