import { expect, it } from 'vitest'
import { notRunning, portTaps, shared, together, withInstances } from './running'
import type { FlowState } from './types'

const node = (sent: number, state = 'ok', errors = 0) => ({ state, text: { en: state }, received: sent, sent, errors })
const wire = (count: number) => ({ policy: 'direct', count, rate: 2, depth: null, latency: null })

it('keeps the objects of what is as before', () => {
  const before: FlowState = { running: true, nodes: { a: node(1), b: node(1) }, wires: { 'a:out>b:in': wire(1) } }
  const after = shared(before, structuredClone({ ...before, nodes: { a: node(1), b: node(2) } }))
  expect(after.nodes['a']).toBe(before.nodes['a'])
  expect(after.nodes['b']).toEqual(node(2))
  expect(after.wires).toBe(before.wires)
  expect(shared(before, notRunning).nodes).toEqual({})
})

it('tells at an instance what goes in and out, all errors, and the gravest state inside', () => {
  const state: FlowState = {
    running: true,
    nodes: { read: node(9), 'dose/first': node(9, 'warning', 1), 'dose/inner/last': node(8, 'error', 2) },
    wires: { 'read:out>dose/first:in': wire(9), 'dose/first:out>dose/inner/last:in': wire(8), 'dose/inner/last:out>read:in': wire(7) },
  }
  const { nodes } = withInstances(state)
  expect(nodes['dose']).toEqual({ state: 'error', text: { en: 'error' }, received: 9, sent: 7, errors: 3 })
  expect(nodes['dose/inner']).toEqual({ state: 'error', text: { en: 'error' }, received: 8, sent: 7, errors: 2 })
})

it('listens at every wired port', () => {
  const taps = portTaps('line', ['a:out>b:in', 'a:error>c:in', 'b:1>c:in'])
  expect(taps.get('a')?.map(({ topic }) => topic)).toEqual(['tap:line/a/out:out', 'tap:line/a/out:error'])
  expect(taps.get('b')?.map(({ topic }) => topic)).toEqual(['tap:line/b/in', 'tap:line/b/out:1'])
  expect(taps.get('c')).toHaveLength(1)
})

it('adds up wires that run for one', () => {
  expect(together([])).toBeUndefined()
  expect(together([wire(1), { ...wire(2), depth: 3, latency: 0.5 }])).toEqual({ policy: 'direct', count: 3, rate: 4, depth: 3, latency: 0.5 })
})
