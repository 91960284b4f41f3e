import { describe, expect, it } from 'vitest'
import { instant, parts, reading } from './reading'

describe('a message as a measurement', () => {
  it('has value, unit, quality and the time of the device', () => {
    const message = { payload: 850.25, unit: '°C', tag: 'F1.Z1.PV', quality: 'bad', reason: 'timeout', time: { $time: '1970-01-01T00:00:01Z' }, simulated: true }
    expect(reading(message)).toEqual({ text: '850.25', unit: '°C', tag: 'F1.Z1.PV', quality: 'bad', reason: 'timeout', time: 1000, simulated: true })
  })

  it('says nothing that the message does not say', () => {
    expect(reading({ payload: 'A1', quality: 'excellent', time: 5 })).toEqual({
      text: 'A1', unit: null, tag: null, quality: null, reason: null, time: null, simulated: false,
    })
    expect(reading('loose').text).toBe('loose')
    expect(reading({ payload: { event: 'clear', value: 5 }, unit: '°C' }).unit).toBeNull()
  })

  it('has parts when a group was polled', () => {
    const values = { 'F1.Z1.PV': { value: 850, unit: '°C', quality: 'good' }, broken: 5 }
    expect(parts({ payload: { 'F1.Z1.PV': 850 }, values })).toEqual([
      { name: 'F1.Z1.PV', text: '850', unit: '°C', tag: null, quality: 'good', reason: null, time: null, simulated: false },
    ])
    expect(parts({ payload: 1 })).toEqual([])
  })

  it('reads times in both spellings and nothing else as one', () => {
    expect(instant('1970-01-01T00:00:00.250+00:00')).toBe(250)
    expect(instant('soon')).toBeNull()
    expect(instant(12)).toBeNull()
  })
})
