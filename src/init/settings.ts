/** Read by `cdk8s` and by `cdk8s-database`. */
export const CDK8S_YAML = `language: typescript
app: npx cdk8s-database synth main.ts
output: dist
`;

/** For editors and `npx tsc`. A synth compiles main.ts without it. */
export const TSCONFIG_JSON = `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "preserve",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "types": ["node"]
  },
  "include": ["main.ts"]
}
`;
