import type { FieldProps, RegistryFieldsType, TemplatesType } from '@rjsf/utils'
import { saidOf, type Control } from './control'
import { written } from '../model/fieldValue'
import type { Schema } from '../model/types'
import { BooleanControl } from './controls/BooleanControl'
import { ChoiceControl } from './controls/ChoiceControl'
import { CodeControl } from './controls/CodeControl'
import { ConnectionControl } from './controls/ConnectionControl'
import { DurationControl } from './controls/DurationControl'
import { JsonControl } from './controls/JsonControl'
import { ListControl } from './controls/ListControl'
import { NodeControl } from './controls/NodeControl'
import { NumberControl } from './controls/NumberControl'
import { PathControl } from './controls/PathControl'
import { SecretControl } from './controls/SecretControl'
import { TagControl, TagsControl } from './controls/TagsControl'
import { TextControl } from './controls/TextControl'
import { TextMapControl } from './controls/TextMapControl'
import { TupleControl } from './controls/TupleControl'
import { TypedControl } from './controls/TypedControl'
import { TypedMapControl } from './controls/TypedMapControl'
import { VariantField } from './VariantField'
import { WordsControl } from './controls/WordsControl'
import { ArrayFieldItemTemplate, ArrayFieldTemplate } from './templates/ArrayFieldTemplate'
import { FieldTemplate } from './templates/FieldTemplate'
import { ObjectFieldTemplate } from './templates/ObjectFieldTemplate'

/** A field of rjsf around a control of ours. */
function field(Shown: Control) {
  return function ControlField({ schema: given, formData, fieldPathId, onChange, readonly, disabled, rawErrors }: FieldProps) {
    const schema = given as Schema
    const { $id: id, path } = fieldPathId
    const invalid = Boolean(rawErrors?.length)
    return (
      <div aria-describedby={invalid ? saidOf(id) : undefined}>
        <Shown
          id={id}
          schema={schema}
          value={formData as unknown}
          onChange={(value) => onChange(written(schema, value), path)}
          disabled={Boolean(readonly ?? disabled)}
          invalid={invalid}
          path={path}
        />
      </div>
    )
  }
}

/** The control of each kind that `kindOf` names. */
export const fields: RegistryFieldsType = {
  boolean: field(BooleanControl),
  choice: field(ChoiceControl),
  code: field(CodeControl),
  connection: field(ConnectionControl),
  duration: field(DurationControl),
  json: field(JsonControl),
  list: field(ListControl),
  node: field(NodeControl),
  number: field(NumberControl),
  path: field(PathControl),
  secret: field(SecretControl),
  tag: field(TagControl),
  tags: field(TagsControl),
  text: field(TextControl),
  textMap: field(TextMapControl),
  tuple: field(TupleControl),
  typed: field(TypedControl),
  typedMap: field(TypedMapControl),
  variant: VariantField,
  words: field(WordsControl),
}

export const templates: Partial<Omit<TemplatesType, 'ButtonTemplates'>> = {
  FieldTemplate,
  ObjectFieldTemplate,
  ArrayFieldTemplate,
  ArrayFieldItemTemplate,
}
