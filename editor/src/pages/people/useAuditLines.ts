import { useTranslation } from 'react-i18next'
import { useWords } from '../../deploy/useWords'
import { en } from '../../i18n/en'
import { auditLines, nameWithId, timeText, type AuditEntry, type AuditLine } from '../../model/audit'
import { isRecord } from '../../model/reading'
import { localized } from '../../model/text'
import type { Schema } from '../../model/types'
import { useFlows } from '../../state/flows'
import { useZone } from '../../state/project'
import { useAreas, useRights, useRoles } from '../../state/useRoles'

type Field = keyof typeof en.audit.field
type Thing = keyof typeof en.audit.thing

/** What became of what by an entry, in words: fields, roles, rights and files by what people call them. */
export function useAuditLines(): (entry: AuditEntry) => AuditLine[] {
  const words = useWords()
  const schemaOf = useAuditSchema()
  const readable = useReadable()
  return ({ action, before, after }) => auditLines(readable(before), readable(after), schemaOf(action), words)
}

/** What the audit keeps of things, declared as a form's fields are: by title, with the names of its values. */
function useAuditSchema(): (action: string) => Schema {
  const { t } = useTranslation()
  const { rights, titleOf } = useRights()
  const methods = Object.fromEntries(Object.keys(en.policy.method).map((each) => [each, t(`policy.method.${each as 'pin'}`)]))
  const levels = Object.fromEntries(Object.keys(en.logs.level).map((each) => [each, t(`logs.level.${each as 'info'}`)]))
  const languages = { en: 'English', zh: '中文' }
  const choices: Record<string, Record<string, string>> = {
    language: languages, method: methods, level: levels, rights: Object.fromEntries(rights.map(({ right }) => [right, titleOf(right)])),
  }
  const field = (name: Field): Schema => said({ title: t(`audit.field.${name}`), choices: choices[name], ...(name === 'idle' ? { unit: 's' } : {}) })
  const fields = Object.fromEntries((Object.keys(en.audit.field) as Field[]).map((name) => [name, field(name)]))
  const policy = Object.fromEntries(rights.map(({ right }) => [right, said({ title: titleOf(right), choices: methods })]))
  return (action) => {
    if (action === 'policy.put') return { properties: policy }
    const [kind = ''] = action.split('.')
    const key = (action === 'user.totp' || action === 'user.language' ? action.slice(5) : kind) as Thing
    const title = Object.hasOwn(en.audit.thing, key) ? t(`audit.thing.${key}`) : ''
    const states = { held: t('audit.state.held'), released: t('audit.state.released'), running: t('audit.state.running'), stopped: t('audit.state.stopped') }
    return { ...said({ title, choices: action === 'user.language' ? languages : states }), properties: fields }
  }
}

function said(hints: Record<string, unknown>): Schema {
  return { 'x-sinterflow': hints }
}

/** What was kept with roles as one reads them, times of the plant, and files by what is in them. */
function useReadable(): (value: unknown) => unknown {
  const { t } = useTranslation()
  const zone = useZone()
  const roles = useRoles()
  const areas = useAreas()
  const { language } = useWords()
  const flows = useFlows(({ items }) => items)
  const flow = (id: string) => nameWithId(localized(flows?.find((each) => each.id === id)?.name, language, id), id)
  const file = (path: string) => {
    const [, folder, name = ''] = /^(?:(flows|subflows|tags)\/)?(.+)\.(?:json|csv)$/.exec(path) ?? []
    if (folder === undefined) return name === 'project' || name === 'equipment' ? t(`audit.file.${name}`) : path
    return t(`audit.file.${folder as 'flows'}`, { name: folder === 'flows' ? flow(name) : name })
  }
  const grant = (given: unknown) => {
    const { role, area } = isRecord(given) ? given : {}
    const title = roles.titleOf(String(role))
    return typeof area === 'string' ? t('audit.roleAt', { role: title, area: areas.titleOf(area) }) : title
  }
  return (value) => {
    if (typeof value === 'string') return value.replace(/^"(.*)"$/, '$1')
    if (!isRecord(value)) return value
    const { files, grants, ...rest } = value
    const made = Object.entries(rest).map(([key, each]) => [key, ['until', 'made', 'cut'].includes(key) && typeof each === 'string' ? timeText(each, zone) : each])
    const named = isRecord(files) ? Object.entries(files).map(([path, hash]) => [file(path), hash]) : []
    return Object.fromEntries([...made, ...(Array.isArray(grants) ? [['grants', grants.map(grant)]] : []), ...named]) as unknown
  }
}
