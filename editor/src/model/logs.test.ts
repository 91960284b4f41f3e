import { expect, it } from 'vitest'
import { extras, fits, logQuery, type LogSought } from './logs'

const all: LogSought = { level: 'debug', flow: '', node: '', text: '' }
const line = { event: 'not read', level: 'warning', logger: 'sinterflow.node', timestamp: '2026-11-26T05:00:00Z', flow: 'line', node: 'read', attempt: 2 }

it('a line that comes live is looked for like one that is asked for', () => {
  expect(fits(line, all)).toBe(true)
  expect(fits(line, { ...all, level: 'warning', flow: 'line', node: 'read', text: 'not re' })).toBe(true)
  for (const other of [{ level: 'error' }, { flow: 'press' }, { node: 'write' }, { text: 'written' }] as const) expect(fits(line, { ...all, ...other })).toBe(false)
})

it('asks for what was chosen alone', () => {
  expect(logQuery({ ...all, level: 'info', text: 'a b' }, 200)).toBe('level=info&text=a+b&limit=200')
})

it('says what else stands in a line', () => {
  expect(extras(line)).toBe('attempt=2')
})
