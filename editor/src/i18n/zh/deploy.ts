export const deploy = { deploy: { label: '部署' } }
