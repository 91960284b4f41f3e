/** Where a login link carries the token, and the address that is left when it is taken. */
export interface TakenToken {
  token: string | null
  hash: string
}

/** Takes `#token=…` out of a page's fragment. A fragment without one is given back as it is. */
export function takeToken(hash: string): TakenToken {
  const fragment = hash.replace(/^#/, '')
  const token = new URLSearchParams(fragment).get('token')?.trim()
  return token ? { token, hash: '' } : { token: null, hash }
}

/** What a person pasted: the token itself or the whole login link. */
export function pastedToken(text: string): string {
  const at = text.indexOf('#')
  const token = at < 0 ? null : takeToken(text.slice(at)).token
  return token ?? text.trim()
}

/** The sub-protocols of `/events`: a browser cannot set headers on a WebSocket, so the token travels here. A cookie goes by itself. */
export function eventProtocols(token: string | null): string[] {
  return token === null ? ['sinterflow'] : ['sinterflow', `bearer.${token}`]
}
