"""The numbers of the simulation, with unit and source.

Where no source is named, a value is a choice of this simulator: it was set so that signals, risetimes and
their spread look like those of a surface array of water-Cherenkov detectors, and it is not a measurement.
"""

MASS_NUMBERS = {
    "photon": 0,
    "proton": 1,
    "helium": 4,
    "nitrogen": 14,
    "oxygen": 16,
    "silicon": 28,
    "iron": 56,
}
"""Primary particle -> nucleons; a photon has none."""

# The site and the tank
GROUND_DEPTH = 880.0
"""g/cm2, vertical depth of the ground; about 1400 m above the sea."""
SCALE_HEIGHT = 8000.0
"""m, of an isothermal atmosphere."""
DEPTH_PER_METRE = 0.106
"""g/cm2 per m of air at the ground: about 1.06 kg/m3."""
TANK_TOP, TANK_SIDE = 10.0, 4.32
"""m2, area that a tank of 10 m2 and 1.2 m shows to vertical and to horizontal muons."""

# Depth of the shower maximum of photons (nuclei: longitudinal.py)
PHOTON_XMAX, PHOTON_ELONGATION = 880.0, 110.0
"""g/cm2 at 10^18 eV, and per decade of energy."""
PHOTON_SPREAD, PHOTON_SPREAD_SLOPE, PHOTON_SPREAD_UP_TO = 55.0, 27.0, 19.5
"""g/cm2 at 10^18 eV, g/cm2 per decade, log10(E/eV) up to which it grows."""
PRESHOWER_ENERGY, PRESHOWER_WIDTH = 19.85, 0.10
"""log10(E/eV) at which half of the photons convert in the field of the Earth; width of the logistic rise."""
PRESHOWER_XMAX, PRESHOWER_ELONGATION, PRESHOWER_SPREAD = 930.0, 55.0, 40.0
"""g/cm2 at that energy, per decade, and standard deviation."""

# Muons
MUON_EXPONENT = 0.927
"""Muon number grows as A^(1-b) E^b: the Heitler-Matthews model."""
MUON_MODELS = {"QGSJetII-04": 1.00, "EPOS-LHC": 1.06, "Sibyll2.3d": 1.10}
"""Muon number over that of QGSJetII-04."""
MUON_SCATTER, MUON_SCATTER_MASS = 0.15, -0.35
"""Scatter of the logarithm for a proton, and its power of A."""
PHOTON_MUONS, PHOTON_MUON_SCATTER = 0.15, 0.40
"""Muons of a photon over those of a proton, scatter of the logarithm."""
PHOTONUCLEAR_SHARE, PHOTONUCLEAR_FACTOR = 0.05, (1.5, 4.0)
"""Share of photons whose first interaction is hadronic; by what their muon number rises, uniform."""
PION_RICH_SHARE, PION_RICH_MUONS, PION_RICH_DEPTH = 0.015, (0.4, 0.8), (20.0, 120.0)
"""Share of protons whose first interaction makes mostly neutral pions (falls as A^-1/2); factor on their
muons; by how much deeper they are, g/cm2."""

# Departures from universality, shower by shower
TIME_SCATTER = 0.08
"""Scatter of the logarithm of all delays."""
SLOPE_SCATTER = 0.07
"""Scatter of the power of both lateral distributions."""
PRODUCTION_SCATTER = 25.0
"""g/cm2, scatter of the depth at which muons are made."""
FRONT_SCATTER = 60.0
"""g/cm2, scatter of the depth from which the first particles come: that of the first interaction."""

# Signals at the ground
MUON_SIGNAL, MUON_SLOPE, MUON_ATTENUATION = 16.5, -1.75, 3000.0
"""VEM at 1000 m for muon scale 1, power of the distance scale, g/cm2."""
EM_SIGNAL, EM_EXPONENT = 27.0, 0.98
"""VEM at 1000 m and 10 EeV, power of the energy."""
EM_SLOPE, EM_SLOPE_AGE = -2.55, 0.0007
"""Power of the distance scale 300 g/cm2 beyond the maximum, change of it per g/cm2."""
EM_MASS, EM_PHOTON = 0.035, 1.06
"""Loss of electromagnetic signal from proton to iron; gain of a photon."""
DECAY_HALO = 0.12
"""VEM of electrons from decays per VEM of muons."""
REFERENCE_DISTANCE, NKG_RADIUS = 1000.0, 700.0
"""m, of lateral distributions of the form of Nishimura, Kamata and Greisen."""
NEAREST_DISTANCE = 50.0
"""m, within which signals do not grow any more."""
EM_QUANTUM = 0.2
"""VEM, mean charge of one electromagnetic quantum; its distribution is exponential."""
MUON_CHARGE_SHAPE = 12
"""Shape of the gamma distribution of the charge of one muon: 28 %."""
LISTED_SIGNAL = 1.0
"""VEM, least signal of a station."""

# Times
MUON_TIME_WIDTH, EM_TIME_WIDTH = 0.72, 0.78
"""Widths of the log-normal distributions of arrival times."""
FRONT_DEPTH, MUON_DEPTH = 560.0, 170.0
"""g/cm2 before the maximum from which the front and the muons come."""
FRONT_NEAREST, MUON_SOFTENING, EM_SOFTENING = 2000.0, 1200.0, 2000.0
"""m, least distance of the front's source; scales below which the other distances stop to shrink."""
MUON_LEAST_DELAY, EM_LEAST_DELAY = 12.0, 25.0
"""ns behind the front, on average."""
MUON_DELAY_SLOPE, EM_DELAY_SLOPE = 0.03, 0.06
"""ns per m of distance, added to the mean delay."""
CLOCK_SPREAD = 10.0
"""ns, of the clock of a station."""

# Electronics
PULSE_DECAY, AGED_DECAY = 60.0, 51.0
"""ns, decay of the light in a tank, new and aged."""
PULSE_RISE, PULSE_RISE_SHARE = 12.0, 0.35
"""ns, and share, of the part that makes the pulse rise."""
VEM_AREA_OVER_PEAK = 3.9
"""Bins: charge over peak of one vertical muon, new."""
GAIN_SPREAD = 0.04
"""Of a photomultiplier, relative."""
PHOTOELECTRONS = 30.0
"""Per bin and VEM peak."""
BASELINE_NOISE = 0.015
"""VEM peak."""
QUANTUM = 0.02
"""VEM peak, one count of the digitizer."""
HIGH_GAIN_LIMIT, LOW_GAIN_LIMIT = 20.0, 650.0
"""VEM peak, above which a channel saturates."""

# Trigger
START_THRESHOLD = 0.2
"""VEM peak, at which a signal starts; also that of the time over threshold."""
FIRST_LEVEL, SECOND_LEVEL = 1.75, 3.2
"""VEM peak that all photomultipliers reach in one bin."""
BINS_OVER_THRESHOLD = 13
"""Bins, in two photomultipliers."""
EVENT_STATIONS = 3
"""Stations of the second level or over threshold that make an event."""
FAR_THRESHOLD, FAR_WIDTH = 2.4, 0.17
"""VEM, and width of the logarithm: the trigger of a station whose trace is not simulated, as those that are
have it."""

MOST_RECONSTRUCTED_ZENITH = 65.0
"""deg: beyond it a reconstruction has failed, for no shower is thrown above 60 degrees."""
