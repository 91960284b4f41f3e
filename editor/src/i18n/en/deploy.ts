export const deploy = { deploy: { label: 'Deploy' } }
