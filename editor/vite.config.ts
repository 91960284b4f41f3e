import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vitest/config'

/** A `.gz` beside each script and style sheet: the runtime's file server sends it without compressing anew. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css)$/.test(name)) continue
        const file = join(dir, name)
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  // Relative, so that the page also works behind a reverse proxy that serves it under a path.
  base: './',
  plugins: [react(), compressed()],
  // Chrome 109 is the last one for Windows 7, which plant PCs still run.
  build: {
    target: 'chrome109',
    chunkSizeWarningLimit: 1500,
    // A chunk of its own for every shared module compresses badly: what is always wanted together is one file.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', test: /src[\\/](Root|SignedIn)\.tsx$/, priority: 2 },
            { name: 'canvas', test: /src[\\/]shell[\\/]EditorPage\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8480', ws: true } } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
