/** The hues of families, names of theme variables. None of them is a status colour. */
const HUES = ['geekblue-7', 'cyan-8', 'purple-7', 'magenta-8', 'lime-9', 'geekblue-4', 'purple-4', 'cyan-6'] as const

export type Hue = (typeof HUES)[number] | 'color-primary'

/** Families that often stand side by side look different; any other one gets the hue of its name. */
const CHOSEN: Record<string, Hue> = {
  core: 'color-primary', parse: 'purple-4', mqtt: 'purple-7', modbus: 'cyan-8', opcua: 'cyan-8', s7: 'cyan-8', melsec: 'cyan-8',
  network: 'geekblue-4', database: 'magenta-8', rule: 'lime-9', simulate: 'cyan-6', scan: 'geekblue-7', subflow: 'geekblue-7',
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
