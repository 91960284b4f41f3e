import { parse, stringify } from 'lossless-json'
import type { AnyDocument } from './document'

/** A document's JSON; an integer that a number cannot hold exactly becomes a bigint, so that a save changes nothing. */
export function parseDocument(text: string): AnyDocument {
  return parseExactly(text) as AnyDocument
}

/** Any JSON, read in this way. */
export function parseExactly(text: string): unknown {
  return parse(text, undefined, exact)
}

export function writeDocument(document: AnyDocument): string {
  return stringify(document) ?? ''
}

function exact(text: string): number | bigint {
  const value = Number(text)
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value
}
