"""Which batches of a folder are a run's."""

from experiments.running.batch_files import BatchFiles


def test_batches_that_a_run_did_not_take_in_are_not_named(tmp_path):
    # A run that went on too far for want of batch 1 has left batch 2.
    store = BatchFiles(tmp_path)
    for batch in range(3):
        store.put(batch, b"%d" % batch)
    assert [name[:7] for name in store.names_of(range(2))] == ["000000-", "000001-"]
    assert [name[:7] for name in BatchFiles(tmp_path).names_of([2, 5])] == ["000002-"]
