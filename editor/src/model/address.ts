const DIGITS: Readonly<Record<string, string>> = { '0': 'coil', '1': 'discrete', '3': 'input', '4': 'holding' }
const LAST = 65535

/** The two ways of writing a place in a Modbus device: `40001` and `holding:0`. */
export interface ModbusAddress {
  classic: string
  named: string
}

/** A Modbus address in either way of writing; null when it is none. */
export function modbusAddress(text: string): ModbusAddress | null {
  const [, area, offset] = /^(coil|discrete|input|holding):(\d{1,5})$/.exec(text.trim()) ?? []
  if (area) return shown(area, Number(offset))
  const [, digit = '', number] = /^([0134])(\d{4,5})$/.exec(text.trim()) ?? []
  const of = DIGITS[digit]
  return of && Number(number) >= 1 ? shown(of, Number(number) - 1) : null
}

function shown(area: string, offset: number): ModbusAddress | null {
  const digit = Object.keys(DIGITS).find((key) => DIGITS[key] === area)
  if (digit === undefined || offset > LAST) return null
  const length = offset < 9999 ? 4 : 5
  return { classic: digit + String(offset + 1).padStart(length, '0'), named: `${area}:${offset}` }
}

/** The address in the other way of writing; empty for what is no Modbus address. */
export function otherAddress(text: string): string {
  const address = modbusAddress(text)
  if (!address) return ''
  return text.includes(':') ? address.classic : address.named
}
