import { create } from 'zustand'
import { speak } from '../i18n'
import { restored, type Look, type Settings } from '../model/settings'
import type { Language } from '../model/types'

const KEY = 'sinterflow.settings'

interface SettingsStore extends Settings {
  setLanguage: (language: Language) => void
  setLook: (look: Look) => void
}

/** Language and look, kept in this browser. */
export const useSettings = create<SettingsStore>((set, get) => ({
  ...restored(localStorage.getItem(KEY), navigator.languages),
  setLanguage: (language) => {
    const spoken = () => {
      set({ language })
      keep(get())
    }
    speak(language).then(spoken, () => undefined) // without its texts it stays as it was
  },
  setLook: (look) => {
    set({ look })
    keep(get())
  },
}))

function keep({ language, look }: Settings): void {
  localStorage.setItem(KEY, JSON.stringify({ language, look }))
}
