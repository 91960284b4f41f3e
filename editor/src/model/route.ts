/** How a flow is looked at: drawn, as a table to edit, as a list of its live values, or as a document to print. */
export const FLOW_VIEWS = ['canvas', 'table', 'live', 'document'] as const
export type FlowView = (typeof FLOW_VIEWS)[number]

/** What the fragment of the address names. */
export type Route =
  | { page: 'flows' }
  | { page: 'flow'; flow: string; inside: string | null; view: FlowView | null; node: string | null }
  | { page: 'subflow'; id: string; node: string | null }
  | { page: 'project'; tab: string }
  | { page: 'history'; revision: number | null }
  /** The device's own page at a station, for somebody signed in or not; with the code that pairs it. */
  | { page: 'station'; code: string | null }

/**
 * The page of a fragment: `#/flows/line`, `#/flows/line/dose` (a subflow inside), `#/subflows/dose`, `#/project/tags`,
 * `#/history/7`, `#/station?code=…`; with `?view=table` and `?node=read`. Anything else is the list of flows.
 */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [page, first, second] = path.split('/').map(decoded)
  const asked = new URLSearchParams(query)
  const node = asked.get('node')
  if (page === 'flows' && first) return { page: 'flow', flow: first, inside: second || null, view: view(asked.get('view')), node }
  if (page === 'subflows' && first) return { page: 'subflow', id: first, node }
  if (page === 'project') return { page: 'project', tab: first ?? '' }
  if (page === 'history') return { page: 'history', revision: first && /^\d+$/.test(first) ? Number(first) : null }
  if (page === 'station') return { page: 'station', code: asked.get('code') }
  return { page: 'flows' }
}

/** The fragment of a page; `routeOf` reads it back. */
export function hashOf(route: Route): string {
  switch (route.page) {
    case 'flows':
      return '#/flows'
    case 'flow':
      return joined(['flows', route.flow, route.inside], { view: route.view, node: route.node })
    case 'subflow':
      return joined(['subflows', route.id], { node: route.node })
    case 'project':
      return joined(['project', route.tab || null], {})
    case 'history':
      return joined(['history', route.revision === null ? null : String(route.revision)], {})
    case 'station':
      return joined(['station'], { code: route.code })
  }
}

export function hashOfFlow(id: string | null): string {
  return id === null ? '#/flows' : hashOf({ page: 'flow', flow: id, inside: null, view: null, node: null })
}

function joined(parts: (string | null)[], query: Record<string, string | null>): string {
  const path = parts.filter((part) => part !== null).map(encodeURIComponent).join('/')
  const given = Object.entries(query).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))
  return given.length ? `#/${path}?${new URLSearchParams(given).toString()}` : `#/${path}`
}

function view(text: string | null): FlowView | null {
  return FLOW_VIEWS.find((each) => each === text) ?? null
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
