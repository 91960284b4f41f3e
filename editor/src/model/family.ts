/** The hues of families, names of theme variables. None of them is a status colour. */
const HUES = ['geekblue-6', 'cyan-7', 'purple-6', 'magenta-7', 'lime-8', 'geekblue-8', 'purple-8', 'magenta-5'] as const

export type Hue = (typeof HUES)[number] | 'color-primary'

/** Families that often stand side by side look different; any other one gets the hue of its name. */
const CHOSEN: Record<string, Hue> = {
  core: 'color-primary', parse: 'magenta-5', mqtt: 'purple-6', modbus: 'cyan-7', opcua: 'cyan-7', s7: 'cyan-7', melsec: 'cyan-7',
  network: 'geekblue-8', database: 'magenta-7', rule: 'lime-8', simulate: 'purple-8', scan: 'geekblue-6', subflow: 'geekblue-6',
}

const ICONS: Record<string, string> = {
  core: 'node', parse: 'json', mqtt: 'broadcast', modbus: 'plc', opcua: 'plc', s7: 'plc', melsec: 'plc', network: 'globe', file: 'file', serial: 'serial',
  database: 'database', rule: 'limit', simulate: 'experiment', scan: 'scan', device: 'plc', label: 'printer', code: 'scan', alarm: 'bell', page: 'page',
  trace: 'trace', quality: 'check', subflow: 'subflow',
}

/** The family of a type that is not installed: what stands before the dot. */
export function familyOf(type: string): string {
  return /^[^.:]*/.exec(type)?.[0] ?? ''
}

export function hueOf(family: string): Hue {
  const chosen = CHOSEN[family]
  if (chosen) return chosen
  let sum = 0
  for (const letter of family) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return HUES[sum % HUES.length] ?? HUES[0]
}

/** As CSS writes it. */
export function hueVariable(family: string): string {
  return `var(--ant-${hueOf(family)})`
}

/** Names of icons to try, the best one first. */
export function iconsOf(icon: string, family: string): string[] {
  return [icon, ICONS[family] ?? '', 'node'].filter(Boolean)
}

const GROUP_HUES = ['geekblue', 'cyan', 'purple', 'magenta', 'lime', 'gold'] as const

/** The colour of a group's frame: a hue by name, else any colour as the document says it, else grey. */
export function groupHue(color: string | undefined): string {
  if (!color) return 'var(--ant-color-text-tertiary)'
  return GROUP_HUES.some((hue) => hue === color) ? `var(--ant-${color}-6)` : /^#[0-9a-f]{3,8}$/i.test(color) ? color : 'var(--ant-color-text-tertiary)'
}
