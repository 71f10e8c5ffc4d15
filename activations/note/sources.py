"""Where the claims come from, and what is known about them."""

from activations.note.claim import Source

CS231N = Source(
    "Karpathy & Li (CS231n)",
    2015,
    "Neural Networks Part 1: Setting up the Architecture",
    "https://cs231n.github.io/neural-networks-1/",
)
LECUN_1991 = Source(
    "LeCun, Kanter & Solla",
    1991,
    "Eigenvalues of Covariance Matrices: Application to Neural-Network Learning",
    "https://doi.org/10.1103/PhysRevLett.66.2396",
)
LECUN_1998 = Source(
    "LeCun, Bottou, Orr & Müller", 1998, "Efficient BackProp", "https://doi.org/10.1007/3-540-49430-8_2"
)
BRIDLE_1990 = Source(
    "Bridle",
    1990,
    "Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to Statistical "
    "Pattern Recognition",
    "https://doi.org/10.1007/978-3-642-76153-9_28",
)
LESHNO_1993 = Source(
    "Leshno, Lin, Pinkus & Schocken",
    1993,
    "Multilayer Feedforward Networks with a Nonpolynomial Activation Function Can Approximate Any Function",
    "https://doi.org/10.1016/S0893-6080(05)80131-5",
)
HOCHREITER_1998 = Source(
    "Hochreiter",
    1998,
    "The Vanishing Gradient Problem During Learning Recurrent Neural Nets and Problem Solutions",
    "https://doi.org/10.1142/S0218488598000094",
)
GLOROT_2010 = Source(
    "Glorot & Bengio",
    2010,
    "Understanding the Difficulty of Training Deep Feedforward Neural Networks",
    "https://proceedings.mlr.press/v9/glorot10a.html",
)
GLOROT_2011 = Source(
    "Glorot, Bordes & Bengio",
    2011,
    "Deep Sparse Rectifier Neural Networks",
    "https://proceedings.mlr.press/v15/glorot11a.html",
)
KRIZHEVSKY_2012 = Source(
    "Krizhevsky, Sutskever & Hinton",
    2012,
    "ImageNet Classification with Deep Convolutional Neural Networks",
    "https://doi.org/10.1145/3065386",
)
PASCANU_2013 = Source(
    "Pascanu, Mikolov & Bengio",
    2013,
    "On the Difficulty of Training Recurrent Neural Networks",
    "https://arxiv.org/abs/1211.5063",
)
MAAS_2013 = Source(
    "Maas, Hannun & Ng",
    2013,
    "Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf",
)
GOODFELLOW_2013 = Source(
    "Goodfellow, Warde-Farley, Mirza, Courville & Bengio",
    2013,
    "Maxout Networks",
    "https://arxiv.org/abs/1302.4389",
)
SAXE_2014 = Source(
    "Saxe, McClelland & Ganguli",
    2014,
    "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural Networks",
    "https://arxiv.org/abs/1312.6120",
)
BRUNA_2014 = Source(
    "Bruna, Szlam & LeCun",
    2014,
    "Signal Recovery from Pooling Representations",
    "https://arxiv.org/abs/1311.4025",
)
HE_2015 = Source(
    "He, Zhang, Ren & Sun",
    2015,
    "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification",
    "https://arxiv.org/abs/1502.01852",
)
CLEVERT_2015 = Source(
    "Clevert, Unterthiner & Hochreiter",
    2015,
    "Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)",
    "https://arxiv.org/abs/1511.07289",
)
XU_2015 = Source(
    "Xu, Wang, Chen & Li",
    2015,
    "Empirical Evaluation of Rectified Activations in Convolutional Network",
    "https://arxiv.org/abs/1505.00853",
)
LU_2019 = Source(
    "Lu, Shin, Su & Karniadakis",
    2019,
    "Dying ReLU and Initialization: Theory and Numerical Examples",
    "https://arxiv.org/abs/1903.06733",
)
