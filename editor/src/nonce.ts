/** Styles that are made in the browser count only with the nonce of this page (its Content-Security-Policy). */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/** Lets the style elements that libraries make carry the nonce, for those that have no setting for it. */
export function giveNonce(): void {
  if (!nonce) return
  const create = Reflect.get(document, 'createElement')
  const withNonce = (...given: Parameters<typeof create>) => {
    const element: unknown = Reflect.apply(create, document, given)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }
  Reflect.set(document, 'createElement', withNonce)
}
