import type { LayoutAsked, LayoutFound } from '../model/layered'

/** Where the nodes should lie, found beside the page; the worker is started for one question. */
export function placesFor(asked: LayoutAsked): Promise<LayoutFound> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  return new Promise<LayoutFound>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<LayoutFound>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(asked)
  }).finally(() => worker.terminate())
}
