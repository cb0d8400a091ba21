"""Showers of CORSIKA 7 particle files become rows of `ground` with their true primary."""

import gzip
import shutil

import corsikaio
import numpy as np
import pytest

from components.errors import BadFileError
from components.showers.dataset import load_dataset
from components.showers.ingest import corsika_file
from components.showers.ingest.corsika import event_id
from components.showers.ingest.corsika_particles import Counts, Kind, Tally, kind_of_code
from components.showers.ingest.corsika_shower import primary_of

FILES = {"corsika757_particle": (False, 10), "corsika76900_thin": (True, 5)}
WORDS = {"corsika757_particle": 273, "corsika76900_thin": 312}
GROUND = load_dataset("ground")


@pytest.fixture(params=FILES)
def sample(request, corsika_samples):
    return corsika_samples / request.param


def _independent_count(path, thinned):
    """What corsikaio's own particle reader says, counted in another way."""
    with corsikaio.CorsikaParticleFile(path, thinning=thinned) as file:
        for shower in file:
            weights = shower.particles["thinning_weight"] if thinned else np.ones(len(shower.particles))
            codes = (shower.particles["particle_description"] // 1000).astype(int)
            real = ~np.isin(codes, (75, 76))
            yield (
                weights[real].sum(dtype=float),
                weights[np.isin(codes, (5, 6))].sum(dtype=float),
                weights[np.isin(codes, (1, 2, 3))].sum(dtype=float),
                shower.end["longitudinal_fit_parameters"][2],
                np.degrees(shower.header["zenith"]),
                shower.header["total_energy"] / 1e9,
                shower.header["first_interaction_height"] / 100,
            )


def test_rows_hold_what_the_file_holds(sample, ingested):
    thinned, showers = FILES[sample.name]
    _, rows, _ = ingested("corsika", sample)
    columns = ("particles", "muons", "electrons", "xmax", "zenith", "energy", "first_interaction")
    found = np.stack([rows[name].to_numpy() for name in columns], axis=1)
    np.testing.assert_allclose(found, list(_independent_count(sample, thinned)), rtol=1e-6)
    assert rows.num_rows == showers
    assert rows["primary"].to_pylist() == ["proton"] * showers


def test_columns_are_those_of_the_dataset(sample, ingested):
    _, rows, _ = ingested("corsika", sample)
    assert {feature.name for feature in GROUND.read_features} <= set(rows.column_names)


def test_every_shower_is_a_group_of_its_own_and_the_last_digit_is_the_label(corsika_samples, ingested):
    _, rows, _ = ingested("corsika", corsika_samples)
    ids = rows["event_id"].to_numpy()
    assert len(np.unique(ids // 10)) == len(ids) == 15
    assert (ids % 10 == 1).all()
    assert ids.min() > 0
    assert ids.max() <= 9e15


def test_showers_outside_the_range_of_the_dataset_are_converted_and_counted(sample, ingested):
    summary, rows, _ = ingested("corsika", sample)
    assert rows["energy"].to_numpy().max() < 0.1
    assert sum(summary.outside.values()) == rows.num_rows


def test_a_shower_that_comes_twice_is_refused_the_second_time(sample, tmp_path, ingested):
    folder = tmp_path / "in"
    for run in ("lower", "upper"):
        (folder / run).mkdir(parents=True)
        shutil.copy(sample, folder / run / "DAT000001")
    _, rows, refused = ingested("corsika", folder)
    assert rows.num_rows == FILES[sample.name][1]
    assert {(row["file"], row["reason"]) for row in refused} == {
        ("upper/DAT000001", "is a copy of a shower that was read before")
    }


def test_the_id_depends_on_header_and_primary_only():
    assert event_id(b"one", "iron", GROUND) % 10 == 4
    assert event_id(b"one", "iron", GROUND) // 10 == event_id(b"one", "photon", GROUND) // 10
    assert event_id(b"one", "iron", GROUND) // 10 != event_id(b"two", "iron", GROUND) // 10
    assert 0 <= event_id(b"one", "iron", GROUND) < 9e15


@pytest.mark.parametrize("name", ["DAT000001", "DAT000001.part", "shower.gz", "shower.zst.txt"])
def test_the_name_of_a_file_does_not_matter(name, sample, tmp_path, ingested):
    path = tmp_path / name
    shutil.copy(sample, path)
    summary, _, _ = ingested("corsika", path)
    assert summary.good == FILES[sample.name][1]


def test_a_packed_file_gives_the_same_rows(sample, tmp_path, ingested):
    path = tmp_path / "DAT000001"
    path.write_bytes(gzip.compress(sample.read_bytes()))
    _, packed, _ = ingested("corsika", path)
    (tmp_path / "span").rename(tmp_path / "first")
    _, plain, _ = ingested("corsika", sample)
    assert packed.equals(plain)


def test_a_file_without_record_marks_gives_the_same_rows(sample, tmp_path, ingested):
    data = sample.read_bytes()
    record = int.from_bytes(data[:4], "little")
    path = tmp_path / "DAT000001"
    path.write_bytes(b"".join(data[at + 4 : at + 4 + record] for at in range(0, len(data), record + 8)))
    _, bare, _ = ingested("corsika", path)
    (tmp_path / "span").rename(tmp_path / "first")
    _, marked, _ = ingested("corsika", sample)
    assert bare.drop_columns("event_id").equals(marked.drop_columns("event_id"))


def test_small_chunks_count_the_same(sample, ingested, tmp_path, monkeypatch):
    _, whole, _ = ingested("corsika", sample)
    (tmp_path / "span").rename(tmp_path / "first")
    monkeypatch.setattr(corsika_file, "CHUNK", 1)
    _, pieces, _ = ingested("corsika", sample)
    for name in ("particles", "muons", "electrons"):
        np.testing.assert_allclose(pieces[name].to_numpy(), whole[name].to_numpy(), rtol=1e-12)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.3, 0.7, 0.999])
def test_a_truncated_file_is_refused_whole(share, sample, tmp_path, ingested):
    path = tmp_path / "DAT000001"
    data = sample.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(BadFileError, match=r"DAT000001, record 1: is (truncated|damaged|no CORSIKA)"):
        ingested("corsika", path)
    assert not (tmp_path / "span").exists()


def test_a_file_cut_at_the_end_of_a_record_is_refused(corsika_samples, tmp_path, ingested):
    data = (corsika_samples / "corsika76900_thin").read_bytes()
    record = int.from_bytes(data[:4], "little") + 8
    path = tmp_path / "DAT000001"
    path.write_bytes(data[: 3 * record])
    with pytest.raises(BadFileError, match="is truncated: it ends within a shower"):
        ingested("corsika", path)


@pytest.mark.parametrize("data", [b"", b"RUNH", b"not a particle file at all" * 100, b"\x37\x8a\x1f\xd4" * 9])
def test_another_file_under_the_name_of_a_particle_file_is_refused(data, tmp_path, ingested):
    path = tmp_path / "DAT000001"
    path.write_bytes(data)
    with pytest.raises(BadFileError, match=r"no CORSIKA particle file|no event header"):
        ingested("corsika", path)


def test_flipped_bits_never_change_a_count_unnoticed(sample, tmp_path):
    from components.showers.ingest.core import ingest

    data = sample.read_bytes()
    true = _totals(ingest("corsika", sample, tmp_path / "true").folder)
    rng = np.random.default_rng(5)
    places = _codes_and_weights(data, WORDS[sample.name])
    refused = 0
    for trial in range(60):
        damaged = bytearray(data)
        place = int(rng.choice(places))
        damaged[place] ^= 1 << int(rng.integers(0, 8))
        path = tmp_path / f"DAT{trial:06}"
        path.write_bytes(damaged)
        try:
            summary = ingest("corsika", path, tmp_path / f"span-{trial}")
        except BadFileError:
            refused += 1
            continue
        found = _totals(summary.folder)
        refused += summary.refused
        assert all(any(np.allclose(row, one, rtol=2e-3) for one in true) for row in found)
    assert refused >= 10


def _codes_and_weights(data, words):
    """The places of the bytes that decide what is counted, where the file holds something."""
    record = int.from_bytes(data[:4], "little") + 8
    place = np.arange(len(data)) % record - 4
    word = place % (4 * words) // 4 % (words // 39)
    decide = (word == 0) | (word == 7)
    return np.flatnonzero(decide & (place >= 0) & (np.frombuffer(data, np.uint8) != 0))


def _totals(folder):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(folder / "corsika.parquet")
    return np.stack([table[name].to_numpy() for name in ("particles", "muons", "electrons")], axis=1)


def _with_word(data, tag, word, value, words):
    """The file with another value in a word of the first block of a kind."""
    place = data.index(tag) + 4 * (word - 1)
    return data[:place] + np.float32(value).tobytes() + data[place + 4 :]


@pytest.mark.parametrize(
    ("tag", "word", "value", "field", "words"),
    [
        (b"EVTH", 3, 1608, "primary", "O16 is no class of ground"),
        (b"EVTH", 3, 99, "primary", "code 99 is no class"),
        (b"EVTH", 4, 7e5, "energy", "does not belong to a momentum"),
        (b"EVTH", 4, -1, "energy", "is no energy"),
        (b"EVTH", 4, np.nan, "energy", "is no energy"),
        (b"EVTH", 11, 1.7, "zenith", "is no zenith angle"),
        (b"EVTH", 7, np.inf, "first_interaction", "is no number"),
        (b"EVTE", 7, 5, "particles", "the file says 5 were written"),
    ],
)
def test_one_bad_shower_is_refused_and_the_others_are_kept(
    tag, word, value, field, words, sample, tmp_path, ingested
):
    path = tmp_path / "DAT000001"
    path.write_bytes(_with_word(sample.read_bytes(), tag, word, value, WORDS[sample.name]))
    summary, _, refused = ingested("corsika", path)
    assert summary.good == FILES[sample.name][1] - 1
    assert [(row["record"], row["field"], words in row["reason"]) for row in refused] == [(1, field, True)]


def test_a_damaged_sum_of_muons_is_noticed(sample, tmp_path, ingested):
    data = sample.read_bytes()
    for word in (6, 266):
        data = _with_word(data, b"EVTE", word, 3, WORDS[sample.name])
    path = tmp_path / "DAT000001"
    path.write_bytes(data)
    _, _, refused = ingested("corsika", path)
    assert [row["field"] for row in refused] == ["muons"]


def test_a_damaged_file_does_not_take_the_others_with_it(corsika_samples, tmp_path, ingested):
    folder = tmp_path / "in"
    folder.mkdir()
    thin = (corsika_samples / "corsika76900_thin").read_bytes()
    (folder / "DAT000001").write_bytes(thin[: len(thin) // 2])
    shutil.copy(corsika_samples / "corsika757_particle", folder / "DAT000002")
    (folder / "DAT000002.long").write_text("left alone")
    summary, rows, refused = ingested("corsika", folder)
    assert rows.num_rows == 10
    assert [(row["file"], row["field"]) for row in refused] == [("DAT000001", None)] or refused[0][
        "field"
    ] == ""
    assert "truncated" in refused[0]["reason"]
    assert summary.fields == {"file": 1}


def test_the_depth_of_maximum_comes_from_the_long_file_where_there_is_no_fit(
    corsika_samples, tmp_path, ingested
):
    data = (corsika_samples / "corsika757_particle").read_bytes()
    for word in range(256, 262):
        data = _with_word(data, b"EVTE", word, 0, 273)
    (tmp_path / "DAT000001").write_bytes(data)
    _, rows, _ = ingested("corsika", tmp_path / "DAT000001")
    assert rows["xmax"].to_pylist()[0] == -1
    (tmp_path / "span").rename(tmp_path / "first")
    shutil.copy(corsika_samples / "corsika_77500_particle_vertical.long", tmp_path / "DAT000002.long")
    (tmp_path / "DAT000002").write_bytes(data)
    _, rows, _ = ingested("corsika", tmp_path / "DAT000002")
    assert rows["xmax"].to_pylist()[0] > 100


@pytest.mark.parametrize(
    ("code", "name"),
    [(1, "photon"), (14, "proton"), (402, "helium"), (1407, "nitrogen"), (5626, "iron"), (2814, "Si28")],
)
def test_primaries_are_known_by_their_codes(code, name):
    assert primary_of(code) == name


def _particles(*rows):
    return np.array(rows, np.float32).tobytes()


def test_only_the_lowest_level_counts_as_ground():
    tally = Tally(words=8, levels=2)
    tally.add(
        _particles([5001, *[0] * 6, 10], [5002, *[0] * 6, 3], [1002, *[0] * 6, 7], [14002, *[0] * 6, 2])
    )
    counts = tally.counts()
    assert isinstance(counts, Counts)
    assert (counts.muons, counts.electrons, counts.particles) == (3, 7, 12)
    assert counts.written[Kind.MUON] == 13


def test_information_mothers_and_neutrinos_are_no_particles_at_ground():
    tally = Tally(words=7, levels=1)
    codes = [75001, 76001, -6001, 0, 66001, 99_000_00, 8888001]
    tally.add(_particles(*([code, *[0] * 6] for code in codes)))
    assert tally.counts().particles == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([99001, *[0] * 6, 1], "unknown particle code"),
        ([np.nan, *[0] * 6, 1], "no number"),
        ([5001, *[0] * 6, 0], "impossible weight"),
        ([5001, *[0] * 6, np.nan], "impossible weight"),
        ([5001, *[0] * 6, 1e30], "impossible weight"),
    ],
)
def test_what_cannot_be_a_particle_is_damage(row, words):
    with pytest.raises(BadFileError, match=words):
        Tally(words=8, levels=1).add(_particles(row))


def test_kinds_of_codes():
    codes = {1: Kind.PHOTON, 2: Kind.ELECTRON, 3: Kind.ELECTRON, 5: Kind.MUON, 6: Kind.MUON, 7: Kind.HADRON}
    codes |= {14: Kind.HADRON, 402: Kind.HADRON, 75: Kind.INFORMATION, 67: Kind.NEUTRINO, 99: Kind.UNKNOWN}
    assert {code: Kind(kind_of_code()[code]) for code in codes} == codes
