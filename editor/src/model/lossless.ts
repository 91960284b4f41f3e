import { parse, stringify } from 'lossless-json'
import type { AnyDocument, Graph } from './document'

/** A document's JSON; an integer that a number cannot hold exactly becomes a bigint, so that a save changes nothing. */
export function parseDocument(text: string): AnyDocument {
  return withNodes(parseExactly(text) as AnyDocument)
}

/** Any JSON, read in this way. */
export function parseExactly(text: string): unknown {
  return parse(text, undefined, exact)
}

export function writeDocument(document: object): string {
  return stringify(document) ?? ''
}

/** For `parse`: an integer that a number cannot hold is a bigint. */
export function exact(text: string): number | bigint {
  const value = Number(text)
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value
}

export function writeValue(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent) ?? ''
}

/** A graph without nodes is written without the word. */
export function withNodes<T extends AnyDocument>(document: T): T {
  const subflows = 'subflows' in document ? document.subflows : undefined
  const graphs: Partial<Graph>[] = [document, ...Object.values(subflows ?? {})]
  for (const graph of graphs) graph.nodes ??= {}
  return document
}
