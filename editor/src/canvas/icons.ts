/** Line drawings in a square of 16, by the names that node types declare. */
export const ICONS: Readonly<Record<string, string>> = {
  node: 'M3 3h10v10H3z',
  inject: 'M2 3h4v10H2M6 8h8M11 5l3 3-3 3',
  debug: 'M5 6a3 3 0 0 1 6 0v4a3 3 0 0 1-6 0zM5 8H2M14 8h-3M5 6 3 4M11 6l2-2M5 11l-2 2M11 11l2 2M5 8h6',
  catch: 'M8 2l6 11H2zM8 6v4M8 11.5v.5',
  status: 'M1 8h3l2-5 3 10 2-5h4',
  complete: 'M8 2a6 6 0 1 0 .01 0M5 8l2 2 4-4',
  'link-in': 'M2 8h7M6 5l3 3-3 3M10 3h4v10h-4',
  'link-out': 'M6 3H2v10h4M7 8h7M11 5l3 3-3 3',
  'link-call': 'M2 5h10M9 2l3 3-3 3M14 11H4M7 8l-3 3 3 3',
  comment: 'M2 3h12v8H7l-3 3v-3H2z',
  function: 'M11 2c-3 0-2.5 3-3 6s0 6-3 6M5 7h6',
  switch: 'M2 8h4l3-5h5M6 8l3 5h5M12 1l2 2-2 2M12 11l2 2-2 2',
  change: 'M2 6h11M10 3l3 3M14 10H3M6 13l-3-3',
  range: 'M2 13L14 3M2 3v10h12',
  template: 'M5 2C3 2 4 8 2 8c2 0 1 6 3 6M11 2c2 0 1 6 3 6-2 0-1 6-3 6',
  delay: 'M8 2a6 6 0 1 0 .01 0M8 4.5V8l3 2',
  trigger: 'M2 12h4V4h5v8h3',
  exec: 'M2 3h12v10H2zM4.5 6l2 2-2 2M8 10h3',
  filter: 'M2 3h12L9.5 8.5V13l-3-1.5v-3z',
  split: 'M2 8h4M6 8l4-5h4M6 8h8M6 8l4 5h4',
  join: 'M14 8h-4M10 8L6 3H2M10 8H2M10 8l-4 5H2',
  sort: 'M5 3v10M2 10l3 3 3-3M10 4h4M10 8h3M10 12h2',
  batch: 'M2 5l6-3 6 3-6 3zM2 8l6 3 6-3M2 11l6 3 6-3',
  junction: 'M8 5a3 3 0 1 0 .01 0M1 8h4M11 8h4',
  json: 'M6 2C3 2 5 8 2 8c3 0 1 6 4 6M10 2c3 0 1 6 4 6-3 0-1 6-4 6M8 6v.5M8 10v.5',
  csv: 'M2 3h12v10H2zM2 6.5h12M2 10h12M7 3v10',
  table: 'M2 3h12v10H2zM2 6.5h12M6 3v10',
  xml: 'M5 4L1.5 8 5 12M11 4l3.5 4L11 12M9.5 3l-3 10',
  html: 'M5 4L1.5 8 5 12M11 4l3.5 4L11 12',
  yaml: 'M3 3l4 5v5M11 3L7 8M11 10h3M11 13h3',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  read: 'M8 11V3M5 8l3 3 3-3M2 10v4h12v-4',
  write: 'M8 3v8M5 6l3-3 3 3M2 10v4h12v-4',
  download: 'M8 2v8M5 7l3 3 3-3M2 14h12',
  upload: 'M8 10V2M5 5l3-3 3 3M2 14h12',
  globe: 'M8 2a6 6 0 1 0 .01 0M2 8h12M8 2c-5 4-5 8 0 12M8 2c5 4 5 8 0 12',
  broadcast: 'M8 7a1 1 0 1 0 .01 0M5 11a4 4 0 0 1 0-6M11 5a4 4 0 0 1 0 6M3 13A7 7 0 0 1 3 3M13 3a7 7 0 0 1 0 10',
  plc: 'M2 3h12v10H2zM5 3v10M7.5 6h4M7.5 8h4M7.5 10h2',
  serial: 'M2 5h12l-2 6H4zM5 7.5h.5M8 7.5h.5M11 7.5h.5M6.5 9.5H7M9.5 9.5h.5',
  database: 'M3 4c0-2.5 10-2.5 10 0s-10 2.5-10 0v8c0 2.5 10 2.5 10 0V4M3 8c0 2.5 10 2.5 10 0',
  limit: 'M2 4h12M2 12h12M3 10l3-3 3 2 4-4',
  scan: 'M2 5V3h3M11 3h3v2M14 11v2h-3M5 13H2v-2M5 6v4M8 6v4M11 6v4',
  experiment: 'M6 2h4M7 2v4L3 14h10L9 6V2M5 10h6',
  cluster: 'M6 2h4v3H6zM2 11h4v3H2zM10 11h4v3h-4zM8 5v3M4 11V8h8v3',
  heartbeat: 'M1 8h4l1.5-4 3 8L11 8h4',
  handshake: 'M2 6h9M8 3l3 3-3 3M14 10H5',
  printer: 'M4 6V2h8v4M4 11H2V6h12v5h-2M4 9h8v5H4z',
  code: 'M5 4L1.5 8 5 12M11 4l3.5 4L11 12M9.5 3l-3 10',
  bell: 'M3 11h10l-1.5-2V7a3.5 3.5 0 0 0-7 0v2zM6.5 13.5h3',
  page: 'M2 3h12v10H2zM2 6h12',
  chart: 'M2 2v12h12M4.5 10l3-4 2.5 2L14 4',
  form: 'M3 3h10v3H3zM3 8h10v3H3zM3 13.5h4',
  trace: 'M3 4a1.5 1.5 0 1 0 .01 0M13 9a1.5 1.5 0 1 0 .01 0M3 7v2c0 2 1 2 3 2h5.5M4.5 5.5H9',
  check: 'M3 8.5l3.5 3.5L13 4',
  schema: 'M2 3h5v4H2zM9 9h5v4H9zM4.5 7v4H9',
  expression: 'M3 4h6M6 2v4M3 12h6M11 7l3 3M14 7l-3 3',
  gear: 'M8 5.5a2.5 2.5 0 1 0 .01 0M8 2v2M8 12v2M2 8h2M12 8h2M4 4l1.5 1.5M10.5 10.5L12 12M12 4l-1.5 1.5M5.5 10.5L4 12',
  person: 'M8 2a2.8 2.8 0 1 0 .01 0M2.5 14c0-6 11-6 11 0',
  subflow: 'M2 3h5v4H2zM9 9h5v4H9zM7 5h4v4M2 10h3v3',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M8 12.5v.5',
}

/** What several types may call the same drawing. */
const SAME: Readonly<Record<string, string>> = {
  http: 'globe', network: 'globe', mqtt: 'broadcast', socket: 'broadcast', wifi: 'broadcast', print: 'printer', label: 'printer', barcode: 'scan', alarm: 'bell',
  alert: 'bell', trend: 'chart', line: 'chart', clock: 'delay', time: 'delay', settings: 'gear', setting: 'gear', user: 'person', people: 'person', api: 'plc',
  device: 'plc', send: 'upload', mail: 'upload', tree: 'cluster', calculator: 'expression', search: 'scan', import: 'read', export: 'write', rule: 'limit',
}

/** The drawing of the first name that has one. */
export function drawingOf(names: readonly string[]): string {
  for (const name of names) {
    const drawing = ICONS[name] ?? ICONS[SAME[name] ?? '']
    if (drawing !== undefined) return drawing
  }
  return ICONS['node'] ?? ''
}
