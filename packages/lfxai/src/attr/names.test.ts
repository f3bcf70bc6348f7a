import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lfxai from '../index.js';

/** What captum 0.8 exports: `__all__` of its modules. */
const CAPTUM = {
  'captum.attr':
    'Attribution GradientAttribution PerturbationAttribution NeuronAttribution LayerAttribution IntegratedGradients DataLoaderAttribution ' +
    'DeepLift DeepLiftShap InputXGradient Saliency GuidedBackprop Deconvolution GuidedGradCam FeatureAblation FeaturePermutation ' +
    'Occlusion ShapleyValueSampling ShapleyValues LimeBase Lime LRP KernelShap LayerConductance LayerGradientXActivation ' +
    'LayerActivation LayerFeaturePermutation LayerFeatureAblation LLMAttribution LLMAttributionResult LLMGradientAttribution ' +
    'RemoteLLMAttribution RemoteLLMProvider VLLMProvider InternalInfluence InterpretableInput LayerGradCam LayerDeepLift ' +
    'LayerDeepLiftShap LayerGradientShap LayerIntegratedGradients LayerLRP NeuronConductance NeuronFeatureAblation NeuronGradient ' +
    'NeuronIntegratedGradients NeuronDeepLift NeuronDeepLiftShap NeuronGradientShap NeuronDeconvolution NeuronGuidedBackprop ' +
    'NoiseTunnel ProductBaselines GradientShap InterpretableEmbeddingBase TextTemplateInput TextTokenInput TokenReferenceBase ' +
    'visualization configure_interpretable_embedding_layer remove_interpretable_embedding_layer Summarizer CommonStats ' +
    'ClassSummarizer Mean StdDev MSE Var Min Max Sum Count SummarizerSingleTensor',
  'captum.concept': 'CAV Concept ConceptInterpreter TCAV Classifier DefaultClassifier',
  'captum.metrics': 'infidelity infidelity_perturb_func_decorator sensitivity_max',
  'captum.attr.visualization':
    'visualize_image_attr visualize_image_attr_multiple visualize_text VisualizationDataRecord',
  'captum.robust': 'FGSM AttackComparator MinParamPerturbation Perturbation PGD',
  'captum.influence':
    'DataInfluence SimilarityInfluence TracInCPBase TracInCP TracInCPFast TracInCPFastRandProj NaiveInfluenceFunction',
};

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const differences = readFileSync(join(__dirname, '../../../../docs/lfxai-differences.md'), 'utf8');
/** The row of the table that says what is missing, and why. */
const missing = /^\| not here: ([^|]*)/gm;

it.each(Object.entries(CAPTUM))('%s: each name is here, or said not to be', (_module, names) => {
  const said = new Set([...differences.matchAll(missing)].flatMap(([, row]) => row!.match(/\w+/g) ?? []));
  const lost = names.split(' ').filter((name) => !(camel(name) in lfxai) && !said.has(name));
  expect(lost).toEqual([]);
  expect(names.split(' ').filter((name) => camel(name) in lfxai && said.has(name))).toEqual([]);
});
