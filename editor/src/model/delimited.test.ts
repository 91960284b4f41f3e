import { describe, expect, it } from 'vitest'
import { readDelimited, writeDelimited } from './delimited'

describe('text in rows and cells', () => {
  it('is read as Excel copies it', () => {
    expect(readDelimited('a\tb\r\n1\t\r\n', '\t')).toEqual([['a', 'b'], ['1', '']])
    expect(readDelimited('"two\nlines"\t"say ""so"""\n', '\t')).toEqual([['two\nlines', 'say "so"']])
    expect(readDelimited('one', '\t')).toEqual([['one']])
    expect(readDelimited('a\t', '\t')).toEqual([['a', '']])
    expect(readDelimited('', '\t')).toEqual([])
  })

  it('keeps empty lines in the middle, and a text that only begins with a quote', () => {
    expect(readDelimited('a\n\nb', ',')).toEqual([['a'], [''], ['b']])
    expect(readDelimited('"5 inch,b', ',')).toEqual([['"5 inch', 'b']])
    expect(readDelimited('"a"b,c', ',')).toEqual([['"a"b', 'c']])
  })

  it('is read back as it was written', () => {
    const rows = [['a,b', 'c"d', ' e '], ['', 'x\ny', '\tz'], ['中文', '"', '1\r\n2']]
    expect(readDelimited(writeDelimited(rows, ','), ',')).toEqual(rows)
    expect(readDelimited(writeDelimited(rows, '\t'), '\t')).toEqual(rows)
  })
})
