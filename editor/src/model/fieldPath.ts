/** A place within a config: names of properties and numbers of items. */
export type FieldPath = readonly (string | number)[]

const PART = /\.?([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/gy

/** The place that a fault's `field` names, such as `rules[0].value`. */
export function pathOf(field: string): FieldPath {
  return [...field.matchAll(PART)].map(([, name, index, quoted]) => {
    if (index !== undefined) return Number(index)
    return quoted === undefined ? (name ?? '') : (JSON.parse(`"${quoted}"`) as string)
  })
}

/** Whether `path` is `place`, or within it. */
export function within(path: FieldPath, place: FieldPath): boolean {
  return place.length <= path.length && place.every((part, index) => String(path[index]) === String(part))
}

export function same(one: FieldPath, other: FieldPath): boolean {
  return one.length === other.length && within(one, other)
}

/** The place of a JSON pointer's fragment, such as `#/rules/0`. */
export function pathOfPointer(pointer: string): FieldPath {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What stands at a place; undefined where nothing does. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((at, part) => (at === null || typeof at !== 'object' ? undefined : (at as Record<string, unknown>)[part]), value)
}
