import { expect, it } from 'vitest'
import { faultPlace, faultsOfNode } from './faultPlace'
import type { Fault } from './types'

const fault = (path: string | null, node: string | null): Fault => ({ code: 'x', severity: 'error', message: 'm', path, node })

it('tells which node a fault is about, also inside of a subflow', () => {
  expect(faultPlace(fault('/nodes/read/config/qos', 'read'))).toEqual({ inside: null, node: 'read' })
  expect(faultPlace(fault('/subflows/dose/nodes/a~1b/config', 'd/a'))).toEqual({ inside: 'dose', node: 'a/b' })
  expect(faultPlace(fault(null, 'read'))).toEqual({ inside: null, node: 'read' })
  expect(faultPlace(fault('/wires/3', null))).toBeNull()
})

it('gives a node its own faults only', () => {
  const faults = [fault('/nodes/a/type', 'a'), fault('/subflows/s/nodes/a', 's1/a'), fault('/nodes/b', 'b')]
  expect(faultsOfNode(faults, { key: 'flow:f', inside: 's' }, 'a')).toEqual([faults[1]])
})
