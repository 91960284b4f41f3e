import { defaultHighlightStyle, HighlightStyle } from '@codemirror/language'

const [KEYWORD, TEXT, NUMBER, NAME, TYPE] = ['purple-8', 'magenta-8', 'cyan-8', 'color-link', 'cyan-8']

/** CodeMirror's own colours are for a light page alone; the theme has one of each kind for both. */
const THEMED: Record<string, string> = {
  '#708': KEYWORD, '#219': 'geekblue-8', '#164': NUMBER, '#a11': TEXT, '#e40': TEXT, '#00f': NAME, '#30a': NAME, '#00c': NAME,
  '#085': TYPE, '#167': TYPE, '#256': TYPE, '#940': 'color-text-tertiary', '#404740': 'color-text-secondary', '#f00': 'color-error',
}

/** What is a keyword, a text, a number …, legible on light and on dark. */
export const colours = HighlightStyle.define(
  defaultHighlightStyle.specs.map((spec) => {
    const themed = THEMED[String(spec['color'])]
    return themed === undefined ? spec : { ...spec, color: `var(--ant-${themed})` }
  }),
)
