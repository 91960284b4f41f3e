import { describe, expect, it } from 'vitest'
import { completionsFor } from './completions'
import { pathsIn } from './messagePaths'

const message = { _msgid: '1', payload: { zones: [{ pv: 851 }], 'dew point': -40 }, topic: 'F1' }
const known = { paths: pathsIn(message), parameters: ['limit'] }
const offers = (language: string, before: string, explicit = false) => {
  const found = completionsFor(language, before, known, explicit)
  return found && [found.typed, ...found.options.map(({ label }) => label)]
}

describe('the paths of a message', () => {
  it('come with the outer ones first, without what the runtime adds', () => {
    expect(known.paths).toEqual(['payload', 'topic', 'payload.zones', 'payload["dew point"]', 'payload.zones[0]', 'payload.zones[0].pv'])
  })
})

describe('completion', () => {
  it('offers the keys of the message where the code has got to', () => {
    expect(offers('python', "x = msg['")).toEqual(["'", "'payload", "'topic"])
    expect(offers('python', 'x = msg[')).toEqual(['', "'payload'", "'topic'"])
    expect(offers('python', "x = msg['payload']['zones'][0]['p")).toEqual(["'p", "'pv"])
  })

  it('offers what the node and the contexts can do, and the parameters', () => {
    expect(offers('python', 'flow.')).toEqual(['', 'get', 'set', 'update', 'delete', 'keys'])
    expect(offers('python', 'node.st')).toContain('status')
    expect(offers('python', 'node.context.g')).toContain('get')
    expect(offers('python', "env['")).toEqual(["'", "'limit"])
  })

  it('offers names as they are begun, or when it is asked for', () => {
    expect(offers('python', 'm')).toContain('msg')
    expect(offers('python', 'x = ')).toBeNull()
    expect(offers('python', 'x = ', true)).toContain('msg')
  })

  it('is within the braces of a template', () => {
    expect(offers('jinja', 'Value: pay')).toBeNull()
    expect(offers('jinja', 'Value: {{ pay')).toContain('payload.zones[0].pv')
    expect(offers('jinja', '{{ env.')).toEqual(['', 'limit'])
  })
})
