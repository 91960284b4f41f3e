import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root } from './Root'
import { giveNonce } from './nonce'
import { startTexts } from './i18n'
import { signInFromAddress } from './state/session'
import { useSettings } from './state/settings'
import './styles/index.css'

giveNonce()
signInFromAddress()
window.addEventListener('hashchange', signInFromAddress)

await startTexts(useSettings.getState().language)

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  )
}
