import pytest
@pytest.mark.django_db
def test_smoke(client, django_assert_max_num_queries):
    import time
    for region in (None,'rheinland'):
        if region: client.cookies['ikk_region']=region
        for p in ['/','/regionen/','/regionen/?land=DE-NW','/regionen/?land=DE-BY','/regionen/?land=XX','/regionen/?q=Koln','/regionen/?q=Hambrug','/regionen/?q=Frankf','/regionen/?q=50667','/regionen/?q=14715','/regionen/?q=50999','/regionen/?q=50420','/regionen/?q=50','/regionen/?q=','/regionen/?q=x','/regionen/?q=Neustadt','/regionen/?q=NRW','/regionen/?q=Bayren','/regionen/?q=muster','/regionen/?q=qqqqqqqq','/regionen/?q=Kln','/regionen/?q=D-50667+Köln','/regionen/?q=Zwischenahn','/regionen/?q=nord','/regionen/?q='+'x'*500,'/regionen/rheinland/','/regionen/rheinland/?zurueck=/hilfe/','/regionen/vergessen/','/impressum/','/barrierefreiheit/','/leichte-sprache/','/gebaerdensprache/','/hilfe/','/quellen/','/regionen/nix/','/datenschutz/','/sitemap.xml']:
            from django.test.utils import CaptureQueriesContext
            from django.db import connection
            with CaptureQueriesContext(connection) as c:
                t=time.time(); r=client.get(p); t=time.time()-t
            a=r.context and r.context.get('answer') if hasattr(r,'context') else None
            print(r.status_code, len(c), f'{t*1000:.0f}ms', len(r.content), p[:60], a and (a.kind.value, [(x.town,x.land.value,[o.region.slug for o in x.offers]) for x in a.places[:4]], len(a.places), [x.slug for x in a.regions],[x.land.value for x in a.laender], a.has_more))
