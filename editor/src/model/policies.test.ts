import { expect, it } from 'vitest'
import { changedPolicy } from './policies'

it('has the fields of its kind only, and none that is the default', () => {
  const durable = { policy: 'durable', max_age: '1h' } as const
  expect(changedPolicy(durable, { policy: 'bounded', size: 5 })).toEqual({ policy: 'bounded', size: 5 })
  expect(changedPolicy({ policy: 'bounded', size: 5, full: 'block' }, { policy: 'durable' })).toEqual({ policy: 'durable' })
  expect(changedPolicy(durable, { policy: 'direct' })).toBeNull()
  expect(changedPolicy(durable, { max_age: undefined } as object)).toEqual({ policy: 'durable' })
})
