/** How long a form may take to appear, in milliseconds. */
const PATIENCE = 4000

/** Goes to the field of a form that is there, or about to be: `field` is a fault's, such as `rules[0].value`. */
export function focusField(field: string): void {
  const name = field.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll(/\["([^"]*)"\]/g, '.$1')
  const until = performance.now() + PATIENCE
  const look = () => {
    const found = nearest(name)
    if (!found) {
      if (performance.now() < until) requestAnimationFrame(look)
      return
    }
    found.closest('details')?.setAttribute('open', '')
    found.scrollIntoView({ block: 'center' })
    found.querySelector<HTMLElement>('input, textarea, [contenteditable="true"], button[role="switch"]')?.focus()
  }
  requestAnimationFrame(look)
}

/** The field itself, or the one around it. */
function nearest(name: string): Element | null {
  const steps = name.split('.')
  for (let length = steps.length; length > 0; length -= 1) {
    const found = document.querySelector(`.inspector [data-field="${CSS.escape(steps.slice(0, length).join('.'))}"]`)
    if (found) return found
  }
  return null
}
