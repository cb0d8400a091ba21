"""The whole product, top to bottom: one node a paragraph."""

import json

from tfx.components import SchemaGen, Trainer
from tfx.dsl.components.common.resolver import Resolver
from tfx.orchestration.pipeline import Pipeline
from tfx.proto.trainer_pb2 import EvalArgs, TrainArgs
from tfx.proto.transform_pb2 import SplitsConfig
from tfx.types import Channel
from tfx.types.standard_artifacts import Examples, Model, ModelBlessing

from components.artifacts import Approval, DataProfile
from components.audit import approvals as sign_offs
from components.audit.strategy import ApprovalsOfModel
from components.baseline.profile import ExamplesOfProfile, LatestProfileBefore
from components.baseline.strategy import LatestBlessedBefore
from components.champion.component import Champion, Entry
from components.evaluator.component import Evaluator
from components.evaluator.plan_file import load_plan
from components.evaluator.reference_component import Reference
from components.example_gen.component import ExampleGen
from components.example_validator.component import ExampleValidator
from components.example_validator.shifts.allowed import require_known
from components.infra_validator.component import InfraValidator
from components.models.constraints import check_constraints
from components.pusher.component import Pusher
from components.report.component import Report
from components.schema_gen.component import ImportSchemaGen
from components.showers.dataset import dataset_folder, load_dataset
from components.showers.schema import schema_text
from components.statistics_gen.component import StatisticsGen
from components.transform.component import Transform
from components.tuner.component import Tuner
from components.tuner.plan import make_plan
from pipeline import manifest, places
from pipeline.audit import read_checklist, who_must_sign
from pipeline.candidate import pipeline_name
from pipeline.metadata import connection
from pipeline.settings import Settings
from pipeline.source import fingerprint

FAMILIES = {"gradient_boosting": "GradientBoosting", "autoencoder": "Autoencoder"}


def create_pipeline(settings: Settings) -> Pipeline:
    """The pipeline of these settings, ready to be compiled."""
    folder = dataset_folder(settings.dataset.name)
    described = load_dataset(**settings.dataset.model_dump())
    dataset = described.model_dump_json()
    review = load_plan(folder, described)
    plan = review.model_dump_json()
    checklist = read_checklist(folder, described, review)
    signers = who_must_sign(settings.pusher, checklist, described)
    check_constraints(settings.gradient_boosting, [derived.name for derived in described.model_inputs])
    require_known(settings.example_validator.allow, described)
    split = settings.split.model_dump_json()
    champions = {
        "model": Channel(type=Model, producer_component_id="Champion", output_key="model"),
        "model_blessing": Channel(
            type=ModelBlessing, producer_component_id="Champion", output_key="blessing"
        ),
    }

    example_gen = ExampleGen(
        data=places.data_folder(settings),
        dataset=dataset,
        split=split,
        settings=settings.example_gen.model_dump_json(),
        code=fingerprint("example_gen"),
    )
    examples = example_gen.outputs["examples"]

    statistics_gen = StatisticsGen(
        examples=examples,
        settings=settings.statistics_gen.model_dump_json(),
        code=fingerprint("statistics_gen"),
    )

    inferred_schema = SchemaGen(statistics=statistics_gen.outputs["statistics"])

    curated_schema = ImportSchemaGen(content=schema_text(folder, described))
    schema = curated_schema.outputs["schema"]

    last_champion = Resolver(
        strategy_class=LatestBlessedBefore,
        config={"split": split},
        candidate=examples,
        **champions,
    ).with_id("LastChampion")

    last_profile = Resolver(
        strategy_class=LatestProfileBefore,
        examples=examples,
        profile=Channel(type=DataProfile, producer_component_id="ExampleValidator", output_key="profile"),
    ).with_id("LastProfile")

    last_span = Resolver(
        strategy_class=ExamplesOfProfile,
        profile=last_profile.outputs["profile"],
        examples=Channel(type=Examples, producer_component_id="ExampleGen", output_key="examples"),
    ).with_id("LastSpan")

    example_validator = ExampleValidator(
        examples=examples,
        statistics=statistics_gen.outputs["statistics"],
        schema=schema,
        baseline=last_profile.outputs["profile"],
        baseline_examples=last_span.outputs["examples"],
        champion=last_champion.outputs["model"],
        champion_blessing=last_champion.outputs["model_blessing"],
        dataset=dataset,
        settings=places.validation(settings).model_dump_json(),
        serving_fingerprint=places.serving_fingerprint(settings),
        code=fingerprint("example_validator", "page"),
    )

    transform = Transform(
        examples=examples,
        schema=schema,
        preprocessing_fn="components.transform.preprocessing.preprocessing_fn",
        custom_config={"dataset": dataset, "code": fingerprint("transform")},
        splits_config=SplitsConfig(analyze=["train"]),
        materialize=False,
        disable_statistics=True,
        disable_analyzer_cache=True,
    )
    transform.add_upstream_node(example_validator)

    tuned, trained, baselines, evaluated = {}, {}, {}, {}
    for family, node in FAMILIES.items():
        if getattr(settings.tuner, family).trials:
            tuned[family] = Tuner(
                examples=examples,
                schema=schema,
                transform_graph=transform.outputs["transform_graph"],
                dataset=dataset,
                settings=make_plan(settings.tuner, family, getattr(settings, family)).model_dump_json(),
                storage=places.studies(settings),
                code=fingerprint("tuner"),
            ).with_id(f"{node}Tuner")

        trained[family] = Trainer(
            run_fn=f"components.trainer.{family}.run_fn",
            examples=examples,
            schema=schema,
            transform_graph=transform.outputs["transform_graph"],
            hyperparameters=tuned[family].outputs["best_hyperparameters"] if family in tuned else None,
            train_args=TrainArgs(splits=["train"]),
            eval_args=EvalArgs(splits=["eval"]),
            custom_config={
                "dataset": dataset,
                "settings": getattr(settings, family).model_dump_json(),
                "seed": settings.seed,
                "checkpoints": places.checkpoints(settings),
                "code": fingerprint("trainer"),
            },
        ).with_id(f"{node}Trainer")

        baselines[family] = Resolver(
            strategy_class=LatestBlessedBefore,
            config={"split": split},
            candidate=trained[family].outputs["model"],
            **champions,
        ).with_id(f"{node}Baseline")

        evaluated[family] = Evaluator(
            examples=examples,
            model=trained[family].outputs["model"],
            baseline_model=baselines[family].outputs["model"],
            schema=schema,
            dataset=dataset,
            plan=plan,
            settings=settings.evaluator.model_dump_json(),
            code=fingerprint("evaluator"),
        ).with_id(f"{node}Evaluator")

    references = {}
    if review.reference:
        references["reference"] = Reference(
            examples=examples,
            dataset=dataset,
            plan=plan,
            settings=settings.evaluator.model_dump_json(),
            seed=settings.seed,
            code=fingerprint("evaluator"),
        )
        references["reference"].add_upstream_node(example_validator)

    champion = Champion(
        candidates={
            family: Entry(
                model=trained[family].outputs["model"],
                evaluation=evaluated[family].outputs["evaluation"],
                blessing=evaluated[family].outputs["blessing"],
            )
            for family in FAMILIES
        },
        plan=plan,
        split=split,
        settings=settings.champion.model_dump_json(),
        code=fingerprint("champion"),
    )

    infra_validator = InfraValidator(
        model=champion.outputs["model"],
        examples=examples,
        settings=settings.infra_validator.model_dump_json(),
        code=fingerprint("infra_validator"),
    )

    report = Report(
        ingestion=example_gen.outputs["ingestion"],
        anomalies=example_validator.outputs["anomalies"],
        **{name: node.outputs["reference"] for name, node in references.items()},
        choice=champion.outputs["choice"],
        infra_blessing=infra_validator.outputs["blessing"],
        **{family: evaluated[family].outputs["evaluation"] for family in FAMILIES},
        **{f"{family}_model": trained[family].outputs["model"] for family in FAMILIES},
        **{f"{family}_run": trained[family].outputs["model_run"] for family in FAMILIES},
        **{f"{family}_trials": tuned[family].outputs["tuner_results"] for family in tuned},
        dataset=dataset,
        checklist=checklist.model_dump_json(),
        provenance=json.dumps(manifest.choices(settings)),
        code=fingerprint("report", "page", "explain", "audit"),
    )

    approvals = Resolver(
        strategy_class=ApprovalsOfModel,
        approval=Channel(type=Approval, producer_component_id=sign_offs.NODE, output_key=sign_offs.CHANNEL),
        infra_blessing=infra_validator.outputs["blessing"],
    ).with_id("Approvals")

    pusher = Pusher(
        model=champion.outputs["model"],
        model_blessing=champion.outputs["blessing"],
        infra_blessing=infra_validator.outputs["blessing"],
        choice=champion.outputs["choice"],
        approvals=approvals.outputs["approval"],
        **({"report": report.outputs["report"]} if signers else {}),
        signers=json.dumps(signers),
        destination=places.models_folder(settings),
        identity=places.identity_of_models(settings),
        provenance=json.dumps({"seed": settings.seed, "split": settings.split.model_dump()}),
        settings=settings.pusher.model_dump_json(),
        code=fingerprint("pusher", "audit"),
    )

    return Pipeline(
        pipeline_name=pipeline_name(described),
        pipeline_root=places.pipeline_root(settings),
        components=[
            *(example_gen, statistics_gen, inferred_schema, curated_schema),
            *(last_champion, last_profile, last_span, example_validator, transform),
            *(
                node
                for family in FAMILIES
                for node in (tuned.get(family), trained[family], baselines[family], evaluated[family])
                if node is not None
            ),
            *(*references.values(), champion, infra_validator, report, approvals, pusher),
        ],
        enable_cache=settings.cache,
        metadata_connection_config=connection(places.metadata_file(settings)),
        beam_pipeline_args=settings.beam,
    )
