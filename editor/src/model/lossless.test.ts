import { expect, it } from 'vitest'
import { parseDocument, writeDocument } from './lossless'

it('keeps every integer as it was written', () => {
  const text = '{"format":1,"id":"a","nodes":{"n":{"type":"t","config":{"big":12345678901234567890,"small":-7,"half":0.5}}}}'
  expect(writeDocument(parseDocument(text))).toBe(text)
})

it('gives a graph without nodes none, instead of nothing', () => {
  expect(parseDocument('{"format": 1, "id": "a", "subflows": {"s": {}}}')).toEqual({ format: 1, id: 'a', nodes: {}, subflows: { s: { nodes: {} } } })
})
