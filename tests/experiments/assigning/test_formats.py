"""Networks and trips as engineers exchange them: TNTP and GMNS, sound and with mistakes."""

import pytest

from experiments.assigning import gmns, tntp
from experiments.assigning.network import NetworkError, assign

FACTORS = {"toll_factor": 0.0, "distance_factor": 0.0}

BRAESS = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 4
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 5
<END OF METADATA>

~ init term capacity length free_flow_time b power speed toll type ;
 1 3 1 1 0.0001 100000 1 0 7 1 ;
 1 4 1 2 50 0.02 1 0 0 1 ;
 3 2 1 3 50 0.02 1 0 0 1 ;
 3 4 1 4 10 0.1 1 0 0 1 ;
 4 2 1 5 0.0001 100000 1 0 0 1 ;
"""
"""Braess's network: times of 10 v, 50 + v, 50 + v, 10 + v and 10 v."""

TRIPS = """<NUMBER OF ZONES> 2
<END OF METADATA>
Origin 1
 1 : 0.0; 2 : 6.0;
Origin 2
"""

LINKS = """link_id,from_node_id,to_node_id,directed,length,lanes,capacity,free_speed,toll
main,a,b,1,5,2,600,50,
side,a,b,1,6,1,900,60,3
street,b,c,0,1,1,500,30,
"""
NODES = "node_id,node_type\na,zone\nb,crossing\nc,gate\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("net.tntp", BRAESS), ("trips.tntp", TRIPS), ("link.csv", LINKS), ("node.csv", NODES),
                       ("demand.csv", "o_zone_id,d_zone_id,volume\na,c,100\na,c,50\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def changed(folder, name: str, before: str, after: str):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return file


def test_tntp_gives_the_paradox_of_braess(folder):
    network = tntp.read_network(folder / "net.tntp", **FACTORS)
    found = assign(network, tntp.read_trips(folder / "trips.tntp", zones=network.zones), gap=1e-10)
    # Two cars each way: 4 on the first and last link, everybody takes 92.
    assert found.flow.tolist() == [pytest.approx(flow, abs=1e-4) for flow in (4, 2, 2, 2, 4)]
    assert found.objective == pytest.approx(386.0, abs=1e-2)


def test_tntp_costs_what_toll_and_distance_cost(folder):
    network = tntp.read_network(folder / "net.tntp", toll_factor=0.02, distance_factor=0.04)
    assert network.fixed.tolist() == [pytest.approx(7 * 0.02 + 0.04), *(pytest.approx(0.04 * n) for n in (2, 3, 4, 5))]


def test_tntp_nodes_below_the_first_through_node_are_centroids(folder):
    file = changed(folder, "net.tntp", "<FIRST THRU NODE> 1", "<FIRST THRU NODE> 3")
    assert tntp.read_network(file, **FACTORS).crossable.tolist() == [False, False, True, True]


@pytest.mark.parametrize(("before", "after", "words"), [
    ("<NUMBER OF NODES> 4", "", "<NUMBER OF NODES> is missing"),
    (" 1 3 1 1", " 1 9 1 1", "net.tntp:8: link 1-9: term_node is no node of the network (1 to 4)"),
    (" 1 4 1 2 50", " 1 4 -1 2 50", "net.tntp:9: link 1-4: capacity is not a number above 0"),
    (" 1 4 1 2 50", " 1 4 1 2 NaN", "free_flow_time is not a number of 0 or more"),
    ("50 0.02 1 0 0 1", "50 0.02 0.5 0 0 1", "power is 0.5; allowed: 0, or 1 and more"),
    (" 1 4 1 2 50 0.02 1 0 0 1 ;", " 1 4 1 ;", "3 numbers, a link needs"),
    (" 1 4 1 2", " 1 1 1 2", "link 1-1: begins and ends at the same node"),
    (" 0 7 1 ;\n", " 0 7 1 ; ", "more than one link; begin a line for each"),
    ("<NUMBER OF LINKS> 5", "<NUMBER OF LINKS> 7", "<NUMBER OF LINKS> is 7, but there are 5"),
    ("<NUMBER OF NODES> 4", "<NUMBER OF NODES> 1000000000000", "<NUMBER OF NODES> is 1000000000000, of which"),
    ("<NUMBER OF ZONES> 2", "<NUMBER OF ZONES> 5", "<NUMBER OF ZONES> is 5, more than the 4 nodes"),
    ("<FIRST THRU NODE> 1", "<FIRST THRU NODE> x", "<FIRST THRU NODE> 'x' is no whole number"),
])
def test_mistake_in_a_tntp_network_is_told_with_its_line(folder, before, after, words):
    file = changed(folder, "net.tntp", before, after)
    with pytest.raises(NetworkError) as told:
        tntp.read_network(file, **FACTORS)
    assert words in str(told.value)


def test_tntp_parallel_links_of_different_times_share_the_traffic(folder):
    file = changed(folder, "net.tntp", " 1 4 1 2 50 0.02 1 0 0 1 ;", " 1 3 1 2 50 0.02 1 0 0 1 ;")
    told: list[str] = []
    network = tntp.read_network(file, **FACTORS, told=told.append)
    assert network.link[:2] == ("1-3", "1-3 (2)")
    assert told == ["parallel links: 1 beside another one of the same nodes, such as 1-3 (lines 8 and 9); each "
                    "carries traffic of its own"]
    # 10 v = 50 + (12 - v): v = 62 / 11, as much as Braess's first and second link take.
    assert assign(network, {(0, 2): 12.0}, gap=1e-10).flow[:2].tolist() == [
        pytest.approx(62 / 11, abs=1e-3), pytest.approx(12 - 62 / 11, abs=1e-3)]


def test_gmns_links_without_an_own_name_are_told_apart(folder):
    (folder / "link.csv").write_text("from_node_id,to_node_id,length,free_speed,capacity\n"
                                     "a,b,1,60,1000\na,b,2,60,1000\nb,c,1,60,1000\n", encoding="utf-8")
    assert gmns.read_network(folder, **FACTORS).link == ("a-b", "a-b (2)", "b-c")


@pytest.mark.parametrize(("total", "lines"), [("6.0", 0), ("6.005", 0), ("6.01", 1), ("60", 1), ("six", 1)])
def test_tntp_total_that_is_not_the_sum_of_trips_is_told_with_both(folder, total, lines):
    file = changed(folder, "trips.tntp", "<END OF", f"<TOTAL OD FLOW> {total}\n<END OF")
    told: list[str] = []
    tntp.read_trips(file, zones={"1": 0, "2": 1}, told=told.append)
    assert told == [f"warning: {file}: <TOTAL OD FLOW> is {total}, but its trips add up to 6, which are assigned; the "
                    "file may be cut short"] * lines


@pytest.mark.parametrize(("before", "after", "words"), [
    ("2 : 6.0", "2 : -6.0", "trips.tntp:4: trips from 1 to 2: '-6.0' is not allowed; give 0 or more"),
    ("2 : 6.0", "9 : 6.0", "destination 9 is no zone of the network (1, 2)"),
    ("Origin 1", "Origin 7", "trips.tntp:3: origin 7 is no zone of the network (1, 2)"),
    ("Origin 1\n", "", "is no line of trips"),
    ("2 : 6.0", "3 : 6.0", "trips from 1 to 3: destination 3 is no zone of the network (1, 2)"),
    ("2 : 6.0", "1.5 : 6.0", "is no line of trips"),
    ("2 : 6.0", "2 6.0", "is no line of trips"),
    (" 1 : 0.0; 2 : 6.0;\n", "", "trips.tntp: holds no trips"),
])
def test_mistake_in_tntp_trips_is_told_with_its_line(folder, before, after, words):
    file = changed(folder, "trips.tntp", before, after)
    with pytest.raises(NetworkError) as told:
        tntp.read_trips(file, zones={"1": 0, "2": 1})
    assert words in str(told.value)


def test_gmns_folder_and_its_link_table_alone_are_the_same_but_for_centroids(folder):
    whole = gmns.read_network(folder, **FACTORS)
    assert whole.link == ("main", "side", "street", "street back")
    assert whole.crossable.tolist() == [False, True, False]
    (folder / "node.csv").unlink()
    alone = gmns.read_network(folder / "link.csv", **FACTORS)
    assert alone.link == whole.link
    assert alone.crossable.all()


def test_gmns_zones_are_named_by_their_zone_id(folder):
    (folder / "node.csv").write_text("node_id,node_type,zone_id\na,zone,7\nb,,\nc,gate,9\n", encoding="utf-8")
    network = gmns.read_network(folder, **FACTORS)
    (folder / "demand.csv").write_text("o_zone_id,d_zone_id,volume\n7,9,100\n", encoding="utf-8")
    assert gmns.read_trips(folder / "demand.csv", zones=network.zones) == {(0, 2): 100.0}


def test_gmns_zone_of_two_nodes_is_refused(folder):
    (folder / "node.csv").write_text("node_id,node_type,zone_id\na,zone,7\nb,,\nc,gate,7\n", encoding="utf-8")
    with pytest.raises(NetworkError, match="zone '7' has the nodes 'a' and 'c'; give it one node"):
        gmns.read_network(folder, **FACTORS)


def test_gmns_words_may_be_written_with_capitals(folder):
    changed(folder, "node.csv", "a,zone", "a,Zone")
    changed(folder, "link.csv", "b,c,0", "b,c,FALSE")
    network = gmns.read_network(folder, **FACTORS)
    assert network.crossable.tolist() == [False, True, False]
    assert network.link[-1] == "street back"


def test_gmns_connector_has_no_limit(folder):
    (folder / "link.csv").write_text("link_id,from_node_id,to_node_id,length,free_speed,facility_type\n"
                                     "way,a,b,1,30,connector\nroad,b,c,1,30,connector\n", encoding="utf-8")
    found = assign(gmns.read_network(folder, **FACTORS), {(0, 2): 50.0}, gap=1e-10)
    assert found.flow.tolist() == [50.0, 50.0]
    assert found.cost.tolist() == [2.0, 2.0]
    assert found.objective == pytest.approx(50 * 4.0)


def test_gmns_capacity_is_of_all_lanes_and_time_in_minutes(folder):
    network = gmns.read_network(folder, **FACTORS)
    assert network.capacity.tolist()[:2] == [1200.0, 900.0]
    assert network.free_time.tolist()[:2] == [pytest.approx(6.0), pytest.approx(6.0)]


def test_gmns_trips_of_one_pair_add_up(folder):
    assert gmns.read_trips(folder / "demand.csv", zones={"a": 0, "b": 1, "c": 2}) == {(0, 2): 150.0}


@pytest.mark.parametrize("heading", ["bpr_alpha,bpr_beta", "vdf_alpha,vdf_beta", "VDF_alpha1,VDF_beta1"])
def test_gmns_parameters_of_the_travel_time_are_read_by_either_name(folder, heading):
    (folder / "link.csv").write_text(f"from_node_id,to_node_id,length,free_speed,capacity,{heading}\n"
                                     "a,b,1,60,1000,0.5,2\nb,c,1,60,1000,,\n", encoding="utf-8")
    network = gmns.read_network(folder, **FACTORS)
    assert network.alpha.tolist() == [0.5, 0.15]
    assert network.beta.tolist() == [2.0, 4.0]


def test_gmns_parameters_that_contradict_each_other_are_refused(folder):
    (folder / "link.csv").write_text("from_node_id,to_node_id,length,free_speed,capacity,bpr_alpha,vdf_alpha\n"
                                     "a,b,1,60,1000,0.5,0.15\n", encoding="utf-8")
    with pytest.raises(NetworkError, match=r"link.csv:2: link 'a-b': bpr_alpha '0.5' and vdf_alpha '0.15' contradict"):
        gmns.read_network(folder, **FACTORS)


@pytest.mark.parametrize(("factor", "lines"), [(None, 1), (0.0, 0), (2.0, 0)])
@pytest.mark.parametrize(("reader", "place"), [(gmns, "."), (tntp, "net.tntp")])
def test_tolls_that_nobody_valued_are_told_to_be_left_out(folder, reader, place, factor, lines):
    told: list[str] = []
    reader.read_network(folder / place, toll_factor=factor, distance_factor=0.0, told=told.append)
    assert len(told) == lines
    assert all(line.startswith("tolls are left out: 1 of ") for line in told)


@pytest.mark.parametrize(("name", "before", "after", "words"), [
    ("link.csv", "main,a,b", "main,a,x", "link.csv:2: link 'main': to_node_id 'x' is no node of node.csv"),
    ("link.csv", "1,5,2,600", "1,0,2,600", "length is '0'; allowed: a number above 0"),
    ("link.csv", "900,60,3", "900,60,-3", "toll is '-3'; allowed: a number of 0 or more"),
    ("link.csv", "main,a,b", "main,b,b", "link 'main': begins and ends at node 'b'; a link joins two nodes"),
    ("link.csv", "side,a", "main,a", "link.csv:3: link 'main': is given in line 2 already; delete one"),
    ("link.csv", "b,c,0", "b,c,maybe", "directed is 'maybe'; allowed: 1 or true, 0 or false"),
    ("link.csv", "lanes", "length", "link.csv:1: column 'length' is given twice"),
    ("node.csv", "c,gate", "a,gate", "node.csv:4: node_id 'a' is given twice; every node has its own"),
    ("node.csv", "c,gate", ",gate", "node.csv:4: node_id '' is empty; every node has its own"),
    ("node.csv", "a,zone\nb,crossing\nc,gate\n", "", "node.csv: holds no node"),
    ("link.csv", "free_speed", "speed", "link.csv:1: column 'free_speed' is missing"),
    ("link.csv", "side,a,b,1,6,1", "side,a,b,1,6,5,1", "link.csv:3: 10 cells where the first line names 9 columns; "
     "write 6.5, not 6,5"),
    ("link.csv", "600,50,", "600,50", "link.csv:2: 8 cells where the first line names 9 columns"),
    ("link.csv", "main,a,b,1,5,", 'main,a,b,1,"6,5",', "length is '6,5'; allowed: a number above 0"),
    ("link.csv", "2,600,", "2,1_600,", "capacity is '1_600'; allowed: a number above 0"),
    ("link.csv", "main,a", '"main,a', "link.csv:2: is no valid CSV here"),
    ("node.csv", "a,zone", "a,zone,7", "node.csv:2: 3 cells where the first line names 2 columns"),
])
def test_mistake_in_a_gmns_network_is_told_with_its_line(folder, name, before, after, words):
    changed(folder, name, before, after)
    with pytest.raises(NetworkError) as told:
        gmns.read_network(folder, **FACTORS)
    assert words in str(told.value)


def test_empty_lines_of_a_table_of_trips_are_no_rows(folder):
    file = changed(folder, "demand.csv", "a,c,50\n", "\n,,\na,c,50\n")
    assert gmns.read_trips(file, zones={"a": 0, "b": 1, "c": 2}) == {(0, 2): 150.0}


@pytest.mark.parametrize(("before", "after", "words"), [
    ("a,c,50", "a,x,50", "demand.csv:3: 'x' is no zone of the network (a, b, c)"),
    ("a,c,50", "a,c,-50", "volume '-50' from 'a' to 'c' is not allowed; give 0 or more"),
    ("a,c,100\na,c,50\n", "", "demand.csv: holds no trips"),
    ("volume", "trips", "demand.csv:1: column 'volume' is missing"),
    ("a,c,50", "a,c,1,5", "demand.csv:3: 4 cells where the first line names 3 columns; write 6.5, not 6,5"),
    ("a,c,50", "a,c", "demand.csv:3: 2 cells where the first line names 3 columns"),
    ("a,c,50", 'a,c,"1,5"', "demand.csv:3: volume '1,5' from 'a' to 'c' is not allowed; give 0 or more, and write 6.5, "
     "not 6,5"),
])
def test_mistake_in_a_table_of_trips_is_told_with_its_line(folder, before, after, words):
    file = changed(folder, "demand.csv", before, after)
    with pytest.raises(NetworkError) as told:
        gmns.read_trips(file, zones={"a": 0, "b": 1, "c": 2})
    assert words in str(told.value)


@pytest.mark.parametrize("count", ["9" * 5000, "٢", "-2", "2.0", ""])
def test_tntp_count_that_is_none_is_told(folder, count):
    file = changed(folder, "net.tntp", "<NUMBER OF ZONES> 2", f"<NUMBER OF ZONES> {count}")
    with pytest.raises(NetworkError, match="<NUMBER OF ZONES> is missing or no whole number"):
        tntp.read_network(file, **FACTORS)
