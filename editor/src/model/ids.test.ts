import { describe, expect, it } from 'vitest'
import { FreshIds, idOf, isId, stemOf } from './ids'

describe('ids', () => {
  it('are new whatever the case of those that exist', () => {
    const ids = new FreshIds(['Read', 'read-2'])
    expect([ids.take('read'), ids.take('read'), ids.take('check'), ids.take('read-2')]).toEqual(['read-3', 'read-4', 'check', 'read-5'])
  })

  it('stay within what the runtime takes', () => {
    const long = 'a'.repeat(64)
    const id = new FreshIds([long]).take(long)
    expect(isId(id)).toBe(true)
    expect(id).toMatch(/-2$/)
  })

  it('come of what people write, or of what the thing is', () => {
    expect(idOf('Zone 1 – Température', 'node')).toBe('zone-1-temperature')
    expect([idOf('温区', 'node'), idOf('温区 3', 'zone'), idOf('3', 'zone')]).toEqual(['node', 'zone-3', '3'])
    expect([stemOf('modbus.read'), stemOf('subflow:dose.v2')]).toEqual(['read', 'v2'])
  })
})
