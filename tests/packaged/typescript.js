/** The types of the npm package, and of web/network.js, in strict TypeScript. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { BOUND, home, project, run, tools } from './home.js';

const TYPED = `
  import { create_network, Network, type Parameters } from 'glassnet';
  import { from_safetensors, to_onnx, to_safetensors } from 'glassnet/models';
  const network: Network = await create_network({ hidden: 10, seed: 1, build: 'simd' });
  const digits = network.digits(1, 100, 'train');
  const losses: Float32Array = network.train(digits, { batch_size: 8, learning_rate: 0.1, steps: 3 });
  digits.go_to(digits.epoch, digits.position);
  const images: Uint8Array | Float32Array = digits.images();
  const labels: Uint8Array = digits.labels();
  const { loss, accuracy, confusion } = network.evaluate(images, labels);
  const why = network.explain(network.rasterise([[[0, 0], [1, 2]]]));
  const template: Float32Array = why.template;
  const { dZo } = network.errors(images, labels);
  const { Zh, Ao } = network.activations(images);
  const parameters: Parameters = network.parameters();
  network.set_parameters(network.gradients(images, labels));
  const bytes: Uint8Array = to_safetensors(parameters, {
    seed: 1, data: 'digits', epoch: 0, position: 24, steps: 3,
    stretches: [{ step: 0, learning_rate: 0.1, batch_size: 8 }],
  });
  const model = from_safetensors(bytes, 'mine');
  const onnx: Uint8Array = to_onnx(model.parameters, model.run);
  const numbers: number[] = [losses[0], loss, accuracy, confusion[0], template[0], dZo[0], Zh[0], Ao[0], onnx[0]];
  const text: string = network.fingerprint() + model.fingerprint + numbers + network.steps + network.build;
  console.log(text, network.predict(images), network.train_step(images, labels, 0.1), network.write_digit(1, 2).label);
  digits.append(images, labels);
  digits.free();
  network.free();
  // @ts-expect-error a misspelt option
  await create_network({ hiden: 10 });
`;

const TYPED_ELEMENT = `
  import { GlassNet, type FigureName, type GlassNetEventMap } from 'glassnet/element';
  const made: GlassNet = document.createElement('glass-net');
  const found: GlassNet | null = document.querySelector('glass-net');
  const figures: FigureName[] = made.show;
  made.show = 'weights controls';
  made.show = [...figures, 'files'];
  made.hiddenUnits = 10;
  made.theme = 'dark';
  made.dataAddress = undefined;
  made.addEventListener('epoch', ({ detail }) => console.log(detail.epoch + detail.accuracy));
  made.addEventListener('click', (event) => console.log(event.clientX));
  const heard = ({ detail: { loss } }: GlassNetEventMap['step']) => console.log(loss);
  made.addEventListener('step', heard);
  made.removeEventListener('step', heard);
  await made.ready;
  await made.play();
  const shown: Float32Array = await made.predict(new Uint8Array(784));
  const { Zh: hidden_inputs } = await made.activations(new Uint8Array(784));
  const saved: Blob = await made.save('onnx');
  await found?.open(saved);
  console.log(GlassNet.version, shown[0], hidden_inputs[0], made.accuracy, made.state === 'playing');
  // @ts-expect-error a theme that there is not
  made.theme = 'sepia';
  // @ts-expect-error a figure that there is not
  made.show = ['curve'];
`;

/** What comes with each of two imports: of the package, and of web/network.js. @type {Record<string, (text: string) => string>} */
const IMPORTS = {
  'the package': (text) => text + TYPED_ELEMENT,
  'web/network.js': (text) =>
    text
      .replace("'glassnet'", JSON.stringify(join(project, 'web/network.js')))
      .replace("'glassnet/models'", JSON.stringify(join(project, 'web/network/types/files/models.js'))),
};

for (const [version, compiler] of [
  ['newest', join(project, 'node_modules/.bin/tsc')],
  ['5.6', join(tools, 'node_modules/typescript-5.6/bin/tsc')],
])
  for (const [what, imported] of Object.entries(IMPORTS))
    test(
      `a strict TypeScript file that uses every export of ${what} compiles: ${version}`,
      BOUND,
      async () => {
        await writeFile(join(home, 'typed.ts'), imported(TYPED));
        const settings = {
          strict: true,
          target: 'es2022',
          module: 'nodenext',
          moduleResolution: 'nodenext',
          noEmit: true,
        };
        const compilerOptions = { ...settings, lib: ['es2023', 'dom'], types: [] };
        await writeFile(
          join(home, 'tsconfig.json'),
          JSON.stringify({ compilerOptions, files: ['typed.ts'] }),
        );
        const { stdout } = await run(process.execPath, [compiler, '-p', home]).catch((error) => error);
        assert.equal(stdout, '');
      },
    );
