/**
 * What programs call the attributes of their objects: every `self.x = ...` of Keras's sources and tests (3.15), and names that are
 * common in ports of models, in camelCase.
 */
export const attributeNames: readonly string[] = `
  aDense accumulator actions activation activation1 activation2 activationMagnitudes activationOrder
  activationQuantizer activityReg activityRegularizer actor adamBeta1 adamBeta2 adamLrRatio adamVelocities
  adamWeightDecay adaptMean adaptVariance addEndpointKwargs additionFactor additionalVar additionalWeights
  allOps allowLastAxisSqueeze alpha alphaConstraint alphaInitializer alphaRegularizer amsgrad analyzer antialias
  append appendHeader applyClassBalancing approximate archive arg1 arg2 args argumentNames arguments
  argumentsDict array assets assumeUnique atol att attention attnLogitsSoftCap augment autoContrast autocast
  average awqScales awqUnpackedColumnSize axes axis axis1 axis2 axisa axisb axisc b backbone backend backup
  backupDir backwardLayer barShape base baseDir baseName baseline batchCount batchIndex batchLossHistory
  batchSize batches bazShape beamWidth beginCount best bestEpoch bestWeights beta beta1 beta2 beta2Decay
  betaConstraint betaInitializer betaRegularizer bias biasAxes biasConstraint biasInitializer biasRegularizer
  binBoundaries bins block1 block2 blockSize blocks bn bn1 bn2 body bodyFun bottomCropping bottomPadding
  boundaries boundingBoxFormat boxes brightnessFactor brightnessRange buffer built built2 cache callEndpoint
  callEndpointFn callFn callFnArguments callFnHasParams callFnHasState callSignatureParameters
  callTrainingEndpoint callTrainingEndpointFn callbacks caller canary capturedInputSharding cell cells center
  centered chainDepth channelAxis channelShiftRange charLevel checkpointer children classAggregation classId
  classIndices classMode classWeight classes classifier clipLimit clipThreshold clipnorm clipvalue colAxis
  collectLosses colorMode columns compiled computeDtype computeUv concat concatScoreWeight cond config console
  contents context contrastFactor conv conv1 conv2 conv2d convertFromV2SummaryProto cooldown cooldownCounter
  count counter critic cropToAspectRatio cropping crossers crosses crossesByName crossingDim csvFile
  currentShardFilenames currentShardIndex currentShardPath currentShardSize curve customDense customMetric
  customObjects customVariable cval cycle d1 d2 dLossMetric dLossTracker dOptimizer data dataAdapter dataFormat
  dataType dataset decayRate decaySteps decimals decoder deduplicate defaultValue delay deleteCheckpoint dense
  dense1 dense2 dense3 denseLogVar denseMean denseOutput denseProj depthMultiplier depthwiseConstraint
  depthwiseInitializer depthwiseKernel depthwiseRegularizer destination deviceBackend deviceCount deviceMesh
  devices dictHead dilation dilationRate dims directory discriminator distillationLoss distillationLossTracker
  distillationLossWeights distillationLosses distiller distribution documentCount doubleCheckpoint dp
  dropPathRate dropout dropout1 dropout2 dropoutMaskCount dtype dtypePolicy dx dynamicGrowthSteps dynamicScale
  eager eagerCallCounterPredict eagerCallCounterTest eagerCallCounterTrain ema emaMomentum emaOverwriteFrequency
  embedDim embedding embeddings embeddingsConstraint embeddingsFreq embeddingsInitializer embeddingsMetadata
  embeddingsRegularizer embeddingsScale embeddingsZero encodedFeatures encoder encoding endCount endIndex
  endLearningRate endpoint enqueuer entries entryLayer epoch epochBeginCount epochCount epochEndCount epochInt
  epochs epsilon epsilon1 epsilon2 equalNan equalization equation excludeEmbeddings excludeLayers exclusions
  executorFn expandDims expectedLoss expectedLosses expectedResults exportKwargs f factor falseNegatives
  falsePositives fc fc1 fc2 fc3 featureDim featureNames features featurewiseCenter featurewiseStdNormalization
  ffn fftLength field fileContent filePath filename filenames filepath fillMode fillValue filterSigma filterSize
  filters finished firstArg firstDecaySteps firstLayer fitKwargs flashAttention flatCallInputs flatten fn foo
  fooShape forwardFn forwardLayer frameLength frameStep fromLogits fromSortedIds fullMatrices fun func function
  futureQueue gIdx gLossMetric gLossTracker gOptimizer gain gamma gammaConstraint gammaInitializer
  gammaRegularizer generator globalClipnorm globalPool goBackwards gptqUnpackedColumnSize
  gradientAccumulationSteps graph graphDefs groupSize groups h5File hasAux hashingDim head head1 headDim headers
  heads height heightAxis heightFactor heightLower heightShiftRange heightUpper hessian hessianDamping hiddenDim
  histogramFreq histograms history horizontalFlip hueFactor id idfWeights idfWeightsConst ignoreClass imagKernel
  imageDataGenerator imageShape images implementation importErrorMsg increasing index indexArray indexDocs
  indexGenerator indexWord indexing indices indicesOrSections infinite initFn initFnArguments initKwargs
  initThresholds initValues initial initialAccumulatorValue initialLearningRate initialScale initializeVariables
  inner innerLayer innerOne innerOptimizer innerThree innerTwo input2 inputAxes inputDim inputIdfWeights
  inputMean inputShape inputSignature inputSpec inputVariance inputVocabulary inputs inputsAmaxHistory
  inputsQuantizer inputsScale intermediateWeights interpolation interpolationOrder interval invert ioFile is3d
  isAwqCalibrated isCausal isGptqCalibrated isInput iterable iterations jax2tfNativeSerializationPlatforms
  jax2tfTrainingFalseFn jax2tfTrainingTrueFn jitCompile k k1 k2 keepAspectRatio keepdims kerasNnxModel
  kerasTensors kernel kernelAmaxHistory kernelConstraint kernelInitializer kernelRegularizer kernelScale
  kernelShape kernelSize kernelZero key keyDense keys kind kth kwargs l1 l1RegularizationStrength l2
  l2RegularizationStrength l2ShrinkageRegularizationStrength labelSmoothing labelWeights labels latentDim layer
  layerAttr layerDict layerList layerName layerNames layernorm1 layernorm2 layers layoutMap learningRatePower
  leftCropping leftPadding length linear linear1 linear2 linear3 ln loaded lock locked logDir logger
  logitSoftCap lookupTable loraAlpha loraEmbeddingsA loraEmbeddingsB loraEnabled loraKernelA loraKernelB
  loraRank loss lossFn lossScaleFactor lossTracker losses lower lstm maeMetric magExp margin mask maskIndex
  maskToken maskValue maskZero masks maxFreq maxNdim maxNumber maxPool maxShardSize maxToKeep maxTokens maxVal
  maxValue maximumIterations maxq maxval md5Hash mean memory mergeMode mergeRepeated mesh meshShape metadata
  method metric metrics mha middle minDelta minFreq minLr minNdim minPower minValue minlength minval mode model
  modelKwargs module momentum momentums monitor monitorOp movingMean movingMeanInitializer movingStddev
  movingVariance movingVarianceInitializer multiLabel muonA muonB muonC myMetric n name nan narrowRange ndim
  neck negativeSlope neginf nested nestedDense1 nestedDense2 nestedLayer nestedTensorArgumentNames nesterov
  network newshape next nnxModel nnxOperations node nodes noiseShape norm normalize npYPred npYTrue nsSteps ntw
  num numBins numBits numChains numClasses numDiscretizationBins numDocuments numGridPoints numHeads
  numKeyValueHeads numLabels numMelBins numOovIndices numOps numOutputs numQueryHeads numRegressors numRepeats
  numSamples numSegments numThresholds numTokens numTorchLayers numUnits numWords objectId objectMetadata offset
  onEpochBegin onEpochEnd onTrainBatchBegin onTrainBatchEnd onTrainBegin onTrainEnd oneHotEncoders oovMethod
  oovToken operation operations optimizer optional options ord order originalDim originalKernelShape
  originalLayer originalScope originalValue out outLayer output outputAxes outputDim outputDtype outputMode
  outputName outputNames outputPadding outputShape outputSize outputSizeThreshold outputs outputsGradAmaxHistory
  outputsGradScale ovCompiledModel ovDevice ovInputShapes overrideParent padToAspectRatio padToMaxTokens
  padWidth padding param params parent parentModule partialOutputShape path pathOrIo patience perBatchLosses
  perChannel periodic pipName pointwiseConstraint pointwiseInitializer pointwiseKernel pointwiseRegularizer
  policy policyNet pool poolMode poolSize posinf positional postBuildModifyLayer power powerIterations powerToDb
  precision predictCount predictCounter predictFunction prepare preprocessingFunction preprocessor preprocessors
  previous probabilityBias progbar projection1 projection2 projectionDim projector pyDataset q quantizationAxis
  quantizationConfig quantizationLayerStructure quantizedKernel quantizer queryDense queue ragged raiseError
  randomBrightness randomColorDegeneration randomContrast randomGenerator randomHue randomPosterization
  randomRotation randomSaturation randomSharpness randomShear randomTranslation range rank rate rcond readyQueue
  realKernel recall receivedMask record recordHistory records recurrentActivation recurrentConstraint
  recurrentDropout recurrentInitializer recurrentKernel recurrentKernel1 recurrentKernel2 recurrentRegularizer
  reduction refCount refEmbeddings refLabels refPower registry regularizationFactor relativeStep relu
  rematFunction remattedFunctions removeDiagonal renorm renormClipping renormMean renormMomentum renormStddev
  repeats replicated1d replicated2d request rescale resetAfter restoreBestWeights retstep returnCounts
  returnIndex returnInverse returnSequences returnState reverse reverseDtype reverseEmbeddings
  reverseEmbeddingsScale reverseEmbeddingsZero rewards rho rightCropping rightPadding rmsRate rmsScaling root
  rootPath rotationRange rowAxis rows rtol runEagerly runThread runners running safeMode salt sampleWeight
  sampler samples samplewiseCenter samplewiseStdNormalization sampling samplingRate saturationFactor
  saveBestOnly saveFormat saveFreq saveOnBackground savePrefix saveToDir saveWeightsOnly scalars scale scaled
  scaling schedule scope scoped scoreMode scores secondLayer seed seedGen seedGenerator seedGens seen sendAsJson
  sensitivity sep seqLen sequenceLength sequenceStride sha256Hash shadow shape sharded1d sharded2d
  shardingConfig sharedAxes shearRange shift shuffle side sigma singleDummyInput singleState size slidingWindow
  softmax solarization someAttr sorted source sparse sparseYPred sparseYTrue spatialDims specificity split
  squaredSum staircase start startBatch startFromEpoch startIndex startStopLock state stateMapping stateSize
  stateful statefulMetrics statelessMetrics states std stddev step stepCounter steps stepsInt stepsPerEpoch
  stepsPerExecution stop stopBatch stopCount stopEvaluating stopPredicting stopTraining stoppedEpoch storedIds
  storedVariables strategy stride strides strongHash structOutputs structParams student studentLayerName
  studentLossTracker studentLossWeight sublayers subscripts subset sum summary summationMethod supportsJit
  supportsMasking swapOnEpoch symlinkPath symmetric synchronized tarPath target targetClassIds targetHeight
  targetPath targetShape targetSize targetWidth targets teacher teacherLayerName tempDir tempFile temperature
  tensor tensorArgumentsDict tensorArgumentsNames tensorflowVersion tensors testContent testCount testCounter
  testDir testFunction testSamples theta threshold thresholdFactor thresholds tieWeights tileGridSize tmpDir
  tokenCounts tokenDocumentCounts tokenizer tol topCropping topDb topK topPadding topPaths torchWrappers total
  totalBatchesSeen totalCm totalLossTracker totalMse totalShardSize trace trackedParams trackedState tracker
  trainCounter trainEndCalled trainFunction trainSamples trainable training transform transformerLayers
  trueNegatives truePositives trunk tw type uid unbuiltDense unitForgetBias unitName units unroll
  unrolledStepsPerExecution updateFreq upper useBatchNorm useBias useCudnn useEma useGate useScale usedMask
  userArgumentsDict v valCounter value valueDense valueNet valueRange values var variable variance vectorU
  verbose version verticalFlip visitedList vocabSize vocabulary vocabularyDtype w w1 w2 w3 w4 w5 wait warmStart
  warmupSteps warmupTarget weight weightBits weightDecay weightQuantizer weights weightsDict weightsInDict width
  widthAxis widthFactor widthLower widthShiftRange widthUpper window wordCounts wordDocs wordIndex workingDir
  writeGraph writeImages writeStepsPerSecond writer x xFactor xMax xMin xMisc xTest xTrain y yFactor yPred
  yPredLogits yPredMultiLabel yTest yTrain yTrue yTrueBad yTrueGood yTrueMultiLabel zcaEpsilon zcaWhitening
  zcaWhiteningMatrix zero zeroOutputForMask zoomRange`
  .trim()
  .split(/\s+/);
