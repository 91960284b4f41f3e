import type { Words } from './inWords'
import type { Language } from './types'

const OWN: Record<string, string> = { start: 'Start', end: 'End' }

/** The words of a page, for tests. */
export const words = (language: Language): Words => ({
  language,
  ...(language === 'en' ? { yes: 'yes', no: 'no', none: 'not set', empty: 'empty', colon: ': ', comma: ', ' } : { yes: '是', no: '否', none: '未设置', empty: '空', colon: '：', comma: '、' }),
  own: (name) => OWN[name] ?? name,
  read: (from, path) => `${from}.${path}`,
})
