import type { ReactNode } from 'react'
import { Brand } from './Brand'
import { SettingsMenu } from './SettingsMenu'

/** The page of somebody who is not let in yet. */
export function LoginBox({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="login">
      <header className="login-bar">
        <Brand />
        <SettingsMenu />
      </header>
      <main className="login-box">
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  )
}
