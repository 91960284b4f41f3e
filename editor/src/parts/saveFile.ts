/** Lets the browser save what the page made as a file. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser takes the address when the click is done with.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
