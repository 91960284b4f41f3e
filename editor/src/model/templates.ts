import type { FlowDocument } from './document'
import { freshId } from './flows'
import type { Text } from './types'

/** A row of `GET /templates`. */
export interface TemplateItem {
  id: string
  title: Text
  description: Text
  flows: string[]
  connections: { id: string; type: string; title: Text }[]
  tags: string[]
}

/** `GET /templates/{id}`: all that is to be drafted. */
export interface Template {
  id: string
  flows: FlowDocument[]
  subflows: Record<string, object>
  connections: Record<string, object>
  tags: Record<string, string>
  equipment: Record<string, object>
}

/** The flows of a template under ids that are not taken. */
export function flowsOf(template: Template, taken: readonly string[]): FlowDocument[] {
  const used = [...taken]
  return template.flows.map((flow) => {
    const id = freshId(flow.id, used, 'flow')
    used.push(id)
    return { ...flow, id }
  })
}

/** What a project has with what a template brings; what is there already stays as it is. */
export function added(present: Record<string, object> | null, more: Record<string, object>): Record<string, object> {
  return { ...more, ...present }
}
