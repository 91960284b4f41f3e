/** What code may name, as far as it is known: paths of messages that were seen, and parameters. */
export interface Known {
  paths: readonly string[]
  parameters: readonly string[]
}

export interface Offer {
  label: string
  type: 'variable' | 'function' | 'property' | 'keyword'
  detail?: string
}

/** What fits behind the text of a line before the cursor; `typed` is the part of it that an offer replaces. */
export interface Offers {
  typed: string
  options: Offer[]
}

const CONTEXT = of('function', ['get', 'set', 'update', 'delete', 'keys'])
const NODE = [...of('property', ['id', 'name', 'context']), ...of('function', ['status', 'log', 'warn', 'error'])]
const NAMES = of('variable', ['msg', 'node', 'flow', 'glob', 'env'])
const WORDS = of('keyword', ['return', 'if', 'elif', 'else', 'for', 'in', 'not', 'and', 'or', 'while', 'def', 'import', 'from', 'try', 'except', 'raise', 'None', 'True', 'False'])

export function completionsFor(language: string, before: string, known: Known, explicit: boolean): Offers | null {
  return language === 'python' ? ofPython(before, known, explicit) : ofTemplate(before, known, explicit)
}

function ofPython(before: string, known: Known, explicit: boolean): Offers | null {
  return (
    found(before, /\b(?:flow|glob|node\.context)\.(\w*)$/, () => CONTEXT) ??
    found(before, /\bnode\.(\w*)$/, () => NODE) ??
    found(before, /\benv\[(["']?\w*)$/, (typed) => quoted(known.parameters, typed)) ??
    found(before, /\bmsg(?:\[[^\]]*\])*\[(["']?[^\]"']*)$/, (typed) => quoted(keysBelow(before, known.paths), typed)) ??
    found(before, explicit ? /(?<![\w.'"])(\w*)$/ : /(?<![\w.'"])(\w+)$/, () => [...NAMES, ...WORDS])
  )
}

function ofTemplate(before: string, { paths, parameters }: Known, explicit: boolean): Offers | null {
  if (!/\{[{%][^}]*$/.test(before)) return null
  return (
    found(before, /\benv\.(\w*)$/, () => of('property', parameters)) ??
    found(before, explicit ? /([\w.[\]"]*)$/ : /([\w.[\]"]+)$/, () => [...of('property', paths), ...NAMES.filter(({ label }) => label !== 'node')])
  )
}

function found(before: string, pattern: RegExp, offers: (typed: string) => Offer[]): Offers | null {
  const typed = pattern.exec(before)?.[1]
  if (typed === undefined) return null
  const options = offers(typed)
  return options.length ? { typed, options } : null
}

/** Keys as they stand between brackets: within the quotes that are there already, else with their own. */
function quoted(keys: readonly string[], typed: string): Offer[] {
  return /^["']/.test(typed) ? of('property', keys.map((key) => typed.charAt(0) + key)) : of('property', keys.map((key) => `'${key}'`))
}

/** The keys of the part of the message that `msg['a'][0]['b']` reaches. */
function keysBelow(before: string, paths: readonly string[]): string[] {
  const steps = /\bmsg((?:\[[^\]]*\])*)\[["']?[^\]"']*$/.exec(before)?.[1] ?? ''
  const around = [...steps.matchAll(/\[(?:["']([^"']*)["']|\d+)\]/g)].map(([, key]) => key ?? '0')
  const keys = paths.map(stepsOf).filter((path) => path.length === around.length + 1 && around.every((step, index) => path[index] === step))
  return keys.map((path) => path.at(-1) ?? '').filter((key) => key !== '0')
}

function stepsOf(path: string): string[] {
  return [...path.matchAll(/\.?([^.[\]"]+)|\["([^"]*)"\]|\[(\d+)\]/g)].map(([, name, key]) => name ?? key ?? '0')
}

function of(type: Offer['type'], labels: readonly string[]): Offer[] {
  return labels.map((label) => ({ label, type }))
}
