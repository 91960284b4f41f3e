import AxeBuilder from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds in a part of the page, by WCAG 2.1 A and AA. */
export async function violations(page: Page, part: string): Promise<string[]> {
  await page.evaluate(AxeBuilder.source)
  return page.evaluate(async (selector) => {
    const axe = (window as unknown as { axe: typeof AxeBuilder }).axe
    const { violations: found } = await axe.run(selector, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
  }, part)
}
